"""What every notice says. For an SMS this is the text to register with the provider; `manage.py sms_templates` prints it.

A variable never holds an address: providers refuse that (isv.PARAM_NOT_SUPPORT_URL, domain.md §6.6). The link's base stands
in the registered text, only the secret code of the page is a variable. With its link a text takes two parts of an SMS (67
characters each, signature included); its words alone fit into one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from django.conf import settings

from binan.kit.masking import plain

SMS, INBOX, PUSH = "sms", "inbox", "push"
VALUE_MAX = 35  # characters of one variable (provider's rule for notifications)
HIDDEN = "…"
SECRETS = ("token", "rating", "otp")  # variables that open a page or sign a paper; never shown, never logged


@dataclass(frozen=True)
class Template:
    """One text. `label` names it for people; `words` with its variables in braces; `path`: the page it leads to, from our root.

    `glance`: what a phone's reminder shows of an SMS, also on a locked screen: that there is news of a number, no more.
    """

    name: str
    label: str
    channel: str
    words: str
    path: str = ""
    glance: str = "您的诉求{code}有新进展，点开看看。"

    @property
    def variables(self) -> list[str]:
        """The variables that go out, in order."""
        return [name for _, name, _, _ in Formatter().parse(self.words + self.path) if name]


# Pages of residents and parties.
CASE, STORED, RATING, PARTY = "c/{token}/", "c/{token}/data/", "r/{rating}/", "m/{token}/"
PARTY_OFFER = "m/{token}/offer/"
INVITED = "有一件和您有关的事，想请您来一起商量解决。来不来由您决定，请看："
GROUP, PROMISES = "m/{token}/group/", "m/{token}/promises/"
LOOK_UP = "track/"  # opens nothing by itself
BOARD, DESK, SESSION, REQUESTS = "desk/", "desk/{code}/", "mediation/{code}/", "desk/requests/"  # pages of staff
AFTER = "mediation/{code}/after/"
CLUSTER = "desk/clusters/{code}/"
ROSTER = "roster/?unit={code}"
REVISITS, ROOMS, QUIET = "desk/revisits/", "rooms/", "desk/places/?show=quiet&within={code}"
TEMPLATES: dict[str, Template] = {
    template.name: template
    for template in (
        Template("link_again", "再发一次链接", SMS, "您要的诉求{code}的链接，请不要转给别人：", CASE),
        Template(
            "accepted", "受理", SMS, "您的诉求{code}已受理，我们会按承诺的时间回电，请保持电话畅通。查进度：", CASE
        ),
        Template(
            "call_missed", "回电未接通", SMS, "刚才给您回电没有打通（编号{code}），我们会再打。也可以在这里留言：", CASE
        ),
        Template("closed", "办结", SMS, "您的诉求{code}已办结，请看答复：", CASE),
        Template("closed_interim", "阶段性办结", SMS, "您的诉求{code}有了阶段性答复，还会继续办。请看答复：", CASE),
        Template("declined", "不予受理", SMS, "您的诉求{code}不在受理范围内，原因和可以找谁，请看：", CASE),
        Template("transferred", "转出", SMS, "您的诉求{code}已转给主管单位办理，去向请看：", CASE),
        Template("settled", "转出后办结", SMS, "您的诉求{code}，接手的单位已经办结，请看结果：", CASE),
        Template("reopened", "重新办理", SMS, "您的诉求{code}已重新办理，我们会再和您联系。查进度：", CASE),
        Template("replied", "承办人回复", SMS, "您的诉求{code}有新的回复，请看：", CASE),
        Template("contact_changed", "联系电话已更正", SMS, "诉求{code}的联系电话刚改成了别的号码。不是您改的，请打12345。查进度：", LOOK_UP),
        Template("deletion_refused", "删除申请的答复", SMS, "您就诉求{code}提出的删除申请有了答复，请看：", CASE),
        Template("deletion_granted", "删除已办好", SMS, "您申请的删除已经办好（编号{code}）。删了什么、留下什么、为什么，请看：", STORED),
        Template("rating_invited", "请居民评价", SMS, "您的诉求{code}办得怎么样？请您评一评，一分钟就好：", RATING),
        Template("extended", "延期", SMS, "您的诉求{code}答复时间延到{due}，原因请看：", CASE),
        Template("suspended", "挂账", SMS, "您的诉求{code}眼下办不了，{due}再接着办，原因请看：", CASE),
        # Opens the case in which it goes on: by SMS alone, to the number that both were filed with, never to a phone that follows one.
        Template(
            "merged", "并案", SMS, "您的诉求{code}和您之前反映的是同一件，并在一起办，说好的时间不变。请看：", CASE
        ),
        Template("unmerged", "撤销并案", SMS, "您的诉求{code}恢复单独办理，我们会再和您联系。查进度：", CASE),
        # Reminders on a phone that follows the case: a locked screen shows them, so they say no place, no name, no matter.
        Template("claimed", "有人接手", PUSH, "您的诉求{code}有人接手了。", CASE),
        Template("on_the_way", "出动", PUSH, "您的诉求{code}：工作人员已经出发。", CASE),
        Template("raised", "上报（居民）", PUSH, "您的诉求{code}已交给上一级办理。", CASE),
        # To both parties of a mediation in the same words: never who complained, never about whom (threat 1).
        Template("mediation_invited", "邀请调解", SMS, INVITED, PARTY),
        Template(
            "mediation_booked", "调解安排", SMS, "调解约在{at}，地点：{room}。要改时间或者不来，请在这里告诉我们：", PARTY
        ),
        Template("mediation_adjourned", "调解休会", SMS, "调解先到这里，下次什么时间再约。有变化请看：", PARTY),
        Template("mediation_ended", "调解结束（当事人）", SMS, "调解没有再进行下去。接下来还可以怎么办，请看：", PARTY),
        Template("mediation_wished", "居民申请调解", INBOX, "居民申请调解，请联系安排：{title}", DESK),
        Template("mediation_offer", "选时间", SMS, "请选您方便的调解时间，都合适的就定下：", PARTY_OFFER),
        Template("mediation_cancelled", "调解取消", SMS, "原来约好的调解取消了，接下来怎么办请看：", PARTY),
        Template(
            "mediation_reminder", "调解提醒", SMS, "提醒您：调解在{at}，地点：{room}。不能来请提前告诉我们：", PARTY
        ),
        Template("sign_code", "签字验证码", SMS, "签字验证码{otp}，10分钟内有效，不要告诉别人。协议：", PARTY),
        Template(
            "sign_code_agent", "代签验证码", SMS, "签字验证码{otp}，10分钟内有效，不要告诉别人。您受委托在调解协议上签字，查验文书：", "verify/"
        ),
        Template(
            "mediation_promise", "提醒履行", SMS, "提醒您：调解时说好的事快到日子了，做好以后请在这里说一声：", PROMISES
        ),
        Template("mediation_kept", "请确认收到", SMS, "调解时说好的事有了进展，收到了请在这里点一下：", PROMISES),
        Template("mediation_came", "问收到没有", SMS, "调解时说好的事到日子了，收到没有请在这里点一下：", PROMISES),
        Template(
            "mediation_confirm", "司法确认快到期", SMS, "提醒您：调解协议还可以请法院确认，最晚{at}，要不要申请请看：", PROMISES
        ),
        Template("mediation_group", "请当代表", SMS, "调解里有同一方的人想请您当代表，同意不同意请在这里说：", GROUP),
        Template("mediation_redone", "协议要重新签", SMS, "调解协议有变化，要请您重新看、重新签。进展请看：", PARTY),
        Template("mediation_parted", "这部分没有谈成", SMS, "调解里您这部分没有谈成，还有哪些路可以走请看：", PARTY),
        Template("raised_urgent", "改为更紧急", INBOX, "改为更紧急，请马上看：{title}", DESK),
        Template("heard_urgent", "录音听出急事", INBOX, "录音听出急事：{title}", DESK),
        Template("new_case", "新诉求", INBOX, "新诉求：{title}", DESK),
        Template("delegated", "上级交办", INBOX, "上级交办：{title}", DESK),
        Template("escalated", "上报", INBOX, "上报到这里：{title}", DESK),
        Template("sent_back", "退单", INBOX, "下级退回：{title}", DESK),
        Template("reopened_case", "重新办理（值班）", INBOX, "重新办理：{title}", DESK),
        Template("taken_back", "转出退回", INBOX, "转出后被退回，请接着办：{title}", DESK),
        Template("outside_late", "转出没有跟进", INBOX, "转出的事没有按时去问，请督促：{title}", DESK),
        Template("released", "退回认领", INBOX, "退回认领，等人接手：{title}", DESK),
        Template("call_now", "请先联系居民", INBOX, "认领了还没有拨打电话，请先联系居民：{title}", DESK),
        Template("call_again", "再次回电", INBOX, "上次没有接通，该再打一次了：{title}", DESK),
        Template("call_denied", "居民说没接到", INBOX, "居民说没有接到电话，请重新联系：{title}", DESK),
        Template("lapsed", "换人接手", INBOX, "已请下一位同事接手，您有空也可以再认领：{title}", DESK),
        Template("your_turn", "请您接手", INBOX, "等人接手，请您看一下：{title}", DESK),
        Template("drill", "演练", INBOX, "演练：{unit}来了一件练习的事，请像真的一样认领，不用联系任何人。", BOARD),
        Template("urged", "催办", INBOX, "居民在催：{title}", DESK),
        Template("staff_urged", "上级催办", INBOX, "{by}催办，请看要求：{title}", DESK),
        Template("supervised", "督办", INBOX, "{grade_label}督办，{due}前回复：{title}", DESK),
        Template("supervision_overdue", "督办没有按时回复", INBOX, "督办没有按时回复，现在是{grade_label}，{due}前回复：{title}", DESK),
        Template("supervision_answered", "督办有了回复", INBOX, "督办有了回复：{title}", DESK),
        Template("supervision_lifted", "撤销督办", INBOX, "一次{grade_label}督办已撤销：{title}", DESK),
        Template("leader_noted", "领导批示", INBOX, "有领导批示，请看并反馈：{title}", DESK),
        Template("leader_answered", "批示有了反馈", INBOX, "批示有了办理反馈：{title}", DESK),
        Template("note_over", "批示不用再反馈", INBOX, "居民撤回了，批示不用再反馈：{title}", DESK),
        Template("info_added", "补充说明", INBOX, "居民补充了说明：{title}", DESK),
        Template("handed_over", "移交", INBOX, "想请您接手，请答复：{title}", DESK),
        Template("offer_accepted", "移交已接下", INBOX, "对方已经接手：{title}", DESK),
        Template("offer_waiting", "移交等您答复", INBOX, "请您答复接不接，不答复就退回给对方：{title}", DESK),
        Template("offer_lapsed", "移交没有答复", INBOX, "对方没有答复，还由您办理，可以再请别人：{title}", DESK),
        Template("offer_declined", "移交没有接", INBOX, "对方没有接，还由您办理：{title}", DESK),
        Template("offer_failed", "请人接手没有接", INBOX, "您请人接手，对方没有接，请另作安排：{title}", DESK),
        Template("assist_asked", "请求协办", INBOX, "请您单位协办，{due}前反馈：{title}", DESK),
        Template("assist_warning", "协办提醒", INBOX, "协办还没有反馈，{due}前要答复：{title}", DESK),
        Template("assist_answered", "协办已反馈", INBOX, "{helper}反馈了协办：{title}", DESK),
        Template("assist_missed", "协办超时", INBOX, "{helper}没有按时反馈协办：{title}", DESK),
        Template("assist_late", "下级协办超时", INBOX, "{helper}的协办超时没有反馈，请您督促：{code}", BOARD),
        Template("assist_over", "不用协办了", INBOX, "不用再协办了：{title}", BOARD),
        Template("mediation_over", "调解结束", INBOX, "调解结束了，请答复居民：{title}", DESK),
        Template("contact_corrected", "更正联系方式", INBOX, "居民更正了联系方式：{title}", DESK),
        Template("deletion_asked", "删除申请", INBOX, "居民申请删除个人信息，{due}前答复：{title}", REQUESTS),
        Template("deletion_overdue", "删除申请超期", INBOX, "删除申请已过法定期限，请马上答复：{title}", REQUESTS),
        Template("revisit_call", "不满意回电", INBOX, "居民不满意，1 小时内换人回电：{title}", DESK),
        Template("revisit_owed", "请电话回访", INBOX, "请打电话回访：{title}", REVISITS),
        Template("revisit_late", "回访超期", INBOX, "有回访过了时限，请今天办完。", REVISITS),
        Template(
            "revisit_stuck", "回访没有人能打", INBOX, "{code}要电话回访，经手过的人不能打，请另外安排一位同事。", DESK
        ),
        Template("withdrawn", "撤回", INBOX, "居民撤回了：{title}", DESK),
        Template("warning", "时限提醒", INBOX, "说好的{promise}，时间已过去{share}%：{title}", DESK),
        Template("extension_asked", "申请延期", INBOX, "申请延到{due}，到期前请答复：{title}", DESK),
        Template("extension_granted", "同意延期", INBOX, "同意延期：{title}", DESK),
        Template("extension_refused", "不同意延期", INBOX, "没有同意延期，时限不变：{title}", DESK),
        Template("grouped", "群体件", INBOX, "{persons}人反映同一件事，已列为群体件，请过问：{title}", CLUSTER),
        Template("ungrouped", "不再是群体件", INBOX, "还剩{persons}人，不再是群体件，代表也已取消：{title}", CLUSTER),
        Template("absorbed", "并入一件", INBOX, "同一位诉求人后来又反映，已并入：{title}", DESK),
        Template("unmerged_case", "撤销并案（值班）", INBOX, "恢复单独办理，等人接手：{title}", DESK),
        Template("case_suspended", "挂账（承办人）", INBOX, "已挂账：{title}", DESK),
        Template("keep_an_eye", "挂账（跟进人）", INBOX, "挂账由您继续跟进，{due}复查：{title}", DESK),
        Template("kept_resumed", "跟进的挂账恢复办理", INBOX, "您跟进的挂账到期或恢复，请看看能不能办：{title}", DESK),
        Template("case_resumed", "恢复办理", INBOX, "挂账到期或恢复，请接着办：{title}", DESK),
        Template("workdays_missing", "节假日表", INBOX, "{year}年的节假日和调休还没有录入，请尽快录入。", BOARD),
        Template("quiet_codes", "码没人扫", INBOX, "{unit}有{number}个码 30 天没人扫，请去看看。", QUIET),
        Template("attention", "请过问", INBOX, "一直没有进展，请您过问：{title}", DESK),
        Template("still_late", "超时未办", INBOX, "还有过了时限没有办完的事，请到工作台看一看。", BOARD),
        Template("duty_gap", "值班空缺", INBOX, "{unit} {when} {what}，请尽快安排。", ROSTER),
        Template("swap_offered", "请人接班", INBOX, "{giver}请人接班：{unit} {when}。{reason}", ROSTER),
        Template("swap_waiting", "还没有人接班", INBOX, "{giver}的班还没有人接：{unit} {when}。", ROSTER),
        Template("swap_taken", "有人接班", INBOX, "{taker}接了{giver}的班：{unit} {when}。", ROSTER),
        Template("swap_withdrawn", "不换班了", INBOX, "{giver}不换班了：{unit} {when}。", ROSTER),
        Template("swap_vetoed", "换班没有同意", INBOX, "负责人没有同意换班，仍由{giver}值：{unit} {when}。", ROSTER),
        Template("swap_lapsed", "换班没有人接", INBOX, "开始前没有人接，仍由{giver}值：{unit} {when}。", ROSTER),
        Template("duty_given", "改派值班", INBOX, "{decider}把{giver}的班改派给{taker}：{unit} {when}。", ROSTER),
        Template("mediation_alarm", "调解室请求支援", INBOX, "{room}请求支援，请马上过去：{code}", SESSION),
        Template("mediation_taken", "有人去了", INBOX, "{who}去了：{room}，调解{code}", SESSION),
        Template("mediation_halted", "调解停止移交", INBOX, "调解{code}停止移交（{room}），请马上接手。", SESSION),
        Template(
            "mediation_late", "调解没有到场", INBOX, "{room}的调解过了15分钟，{who}还没有到，请打电话：{code}", SESSION
        ),
        Template("mediation_left", "有人退出", INBOX, "调解{code}：{who}退出了，请把条款重新问一遍。", SESSION),
        Template("term_ends", "换届提醒", INBOX, "{name}的本届任期到{until}，请准备换届。", ROOMS),
        Template("mediator_refused", "请求换调解员", INBOX, "调解{code}有一方请求换调解员，请看新的安排。", SESSION),
        Template("mediator_released", "不用主持了", INBOX, "调解{code}换了调解员，原来的那场不用您主持了。", SESSION),
        Template("times_failed", "没有选到共同时间", INBOX, "给出的几个时间没有约成，请打电话约：{code}", SESSION),
        Template("mediation_revisit", "调解回访", INBOX, "调解{code}到了回访的日子，请打电话问一问。", AFTER),
        Template("mediation_missed", "约定没有履行", INBOX, "调解{code}约定的事到期没有履行，请今天过问。", AFTER),
        Template(
            "mediation_unfiled", "司法确认还没递交", INBOX, "调解{code}各方都同意申请司法确认，请帮着递交法院，最晚{at}。", AFTER
        ),
        Template("mediation_assigned", "主持调解", INBOX, "请您主持一场调解：{at}，{room}", SESSION),
    )
}  # fmt: skip


def label(name: str) -> str:
    """What people call the template."""
    return TEMPLATES[name].label if name in TEMPLATES else name


def render(name: str, data: Mapping[str, object]) -> str:
    """A notice as people who run the system may read it: secret codes hidden, missing values as a gap."""
    template = TEMPLATES.get(name)
    if template is None:
        return f"（没有名为 {name} 的模板）"
    shown = defaultdict(lambda: HIDDEN, {k: plain(str(v)) for k, v in data.items() if k not in SECRETS})
    words = template.words.format_map(shown)
    if template.channel != SMS:
        return words
    return f"【{settings.SMS['sign']}】{words}{settings.PUBLIC_URL}/{template.path.format_map(shown)}"


def page(name: str, data: Mapping[str, object]) -> str:
    """The path of the page an inbox message leads to; the desk when that is not known."""
    template = TEMPLATES.get(name)
    code = str(data.get("code", ""))
    return f"/{template.path.format(code=code)}" if template and code.isalnum() else "/desk/"


def values(name: str, data: Mapping[str, object]) -> dict[str, str]:
    """The variables that go out with an SMS. Raises `KeyError` when the template or a value is missing."""
    return {key: plain(str(data[key]))[:VALUE_MAX] for key in TEMPLATES[name].variables}


def reminder(name: str, data: Mapping[str, object]) -> tuple[str, str]:
    """What a phone's reminder says and the path of the page it opens. Raises `KeyError` when a value is missing."""
    template = TEMPLATES[name]
    given = {key: plain(str(value)) for key, value in data.items()}
    words = template.words if template.channel == PUSH else template.glance
    return words.format_map(given), "/" + template.path.format_map(given)


def registered(template: Template) -> str:
    """The text of an SMS as it is to be registered with the provider, without the signature."""
    return (template.words + f"{settings.PUBLIC_URL}/" + template.path).replace("{", "${")
