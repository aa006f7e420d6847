"""Standard sentences for the minutes, by step: tapped instead of typed, then completed by hand.

They name nobody: whoever is meant stands beside the sentence as its speaker. Gaps are written as ____.
"""

from __future__ import annotations

from mediation.agenda import Step

PHRASES: dict[str, tuple[str, ...]] = {
    Step.IDENTITY: (
        "现在核对各方身份，请出示身份证件。",
        "身份证件已核对，与本人相符。",
        "代理人出示了授权委托书，权限已核对。",
        "受邀人到场，双方均同意其参加。",
    ),
    Step.RIGHTS: (
        "已宣读权利义务告知书，各方表示听清、理解。",
        "人民调解不收取任何费用；各方可以随时要求终止调解，不影响仲裁、行政、司法途径。",
        "询问：是否申请调解员回避？各方回答：不申请。",
        "询问：是否同意公开进行？各方回答：____。",
    ),
    Step.STATEMENTS: ("现在请您讲一讲事情的经过。", "事情是这样的：____。", "我的要求是：____。", "对刚才讲的，我不同意的是：____。"),
    Step.INQUIRY: (
        "对提交的材料，各方核对后没有异议。",
        "对提交的材料有异议，理由是：____。",
        "询问：____。回答：____。",
        "约定共同到现场查看，时间：____。",
    ),
    Step.CAUCUS: ("现在分别谈话，谈话内容不告诉另一方。", "底线是：____。", "可以让步的是：____。", "这句话可以转告对方：____。"),
    Step.PROPOSAL: (
        "根据相关法律规定，说明如下：____。",
        "调解员提出方案：____。",
        "同意这个方案。",
        "不同意这个方案，希望改为：____。",
    ),
    Step.RESULT: (
        "各方自愿达成一致，内容见调解协议书。",
        "各方自愿达成口头协议，内容如下：____。",
        "各方分歧较大，本次未达成一致，已告知可以通过仲裁、行政、司法途径解决。",
        "以上笔录已交各方看过（读给各方听过），没有出入。",
    ),
}  # fmt: skip
