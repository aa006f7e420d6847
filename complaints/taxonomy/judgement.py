"""Does a word of danger mean danger now? Doubt, denial, time, fiction and aftermath, as tables of words.

"怕着火" is a hazard, "没有着火" is nothing, "昨天打过架" is over, "电视剧里打架" never was; "昨天走失到现在没找到" goes on.
"""

import re
from enum import IntEnum

from complaints.taxonomy.dangers import EVENT, INTENT, Danger, compiled


class Stands(IntEnum):
    """How much of a danger is left after reading what stands around it."""

    HARMLESS = 0  # the words mean something else
    DENIED = 1  # denied, only feared, or invented
    PAST = 2  # happened and is over: one level down
    NOW = 3


DENIED_BEFORE = re.compile(
    r"(?:(?<!有)没有|(?<!有)没|(?<!是)不是|并非|并未|从未|未|无|不会|\bno|\bnot|\bnot a|n't|\bwithout|\bnot on)"
    r"(?:任何|什么|闻到|发现|发生|出现|看到|真的|人|再|a|any|\s)*$"
)
FEARED_BEFORE = compiled(r"""
    怕|担心|万一|如果|要是|假如|一旦|容易|可能会|可能引|会引|会造成|会导致|会发生|易引|易造成|易发生|以防|防止|防范|谨防|预防|避免|建议|以免|免得|迟早|早晚|差点|差一点|险些|差些|随时会|
    随时可能|哪天|真要|会不会有天|很可能会|恐怕会|\bif\b|\bmight\b|\bcould\b|\bmay\b|\bafraid\b|\bworr\w+|\brisk\b|\bprevent\w*|
    \bnearly\b|\balmost\b
""")
FEARED_AFTER = compiled(r"""
    隐患|风险|的危险|了谁负责|谁负责|怎么逃|跑都跑不|拿什么救|用不了|用不上|往哪|干看着|遭殃|来不及|进不来|报警按钮|都完了|\bhazard|\brisk
""")
# Doubt between the words of one find ("玻璃松动,担心掉下来砸死人").
FEARED_WITHIN = compiled(r"""
    怕|一旦|假如|防止|预防|避免|担心|万一|如果|要是|容易|可能会|差点|差一点|险些|迟早|早晚|哪天|\bif\b|\bmight\b|\bcould\b|\bnearly\b
""")
INVENTED = compiled(r"""
    电视剧|电视里|放电视|电影|小说|游戏(?:里|中|声|机)|玩~游戏|视频(?:里|上|中)|抖音|新闻(?:里|上|说|报道|联播)|(?:看了|看到)~新闻|演习|演练|
    培训(?!班|机构|中心|学校|老师)|讲座|宣传(?:栏|片|画|一下|教育)|知识|科普|模拟|打仗片|动画片|枪战|剧本|广告(?:里|上|说)|话剧|梦(?:见|到|里)|\bmovie|
    \btv\b|\bfilm\b|\bdrill\b(?!ing)|\bvideo game|\btraining\b|\bnews\b
""")
TRULY = compiled(r"""
    真的|不是(?:演|开玩笑|演习|演练|拍)|\breal(?:ly)?\b
""")

LONG_AGO = compiled(r"""
    去年|前年|以前|从前|曾经|之前|那年|几年前|年前|个?月前|上个?月|上半年|小时候|多年前|早些年|上学期|上个?季度|\blast (?:month|year)\b|
    \b(?:months?|years?) ago\b|\bused to\b
""")
PAST = compiled(r"""
    昨天|昨晚|昨日|昨夜|前天|前晚|前几天|前两天|前些天|前阵子?|前段时间|前不久|上周|上星期|上个?礼拜|上次|上回|那天|那次|当时|当晚|当天|事后|大前天|\d+天前|
    [两三四五六七八九十几]天前|\d{1,2}月\d{1,2}[日号]|(?<!\d)\d{1,2}号(?:那天|晚上|早上|下午)|[周礼拜星期]{1,2}[一二三四五六日天](?:那天|晚上|早上|下午)|
    \byesterday\b|\blast (?:night|week|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|
    \b(?:days?|weeks?) ago\b
""")
AFTERMATH = compiled(r"""
    医药费|医疗费|误工费|营养费|精神损失|出院|保险公司|伤残|责任认定|笔录|判决|和好|处理结果|想问结果|谅解书|轻微伤|伤情鉴定|赔偿(?:谈|问题|款)|一直没人(?:清理|修|打扫)|烧坏了我|
    找谁赔|多亏|感谢|表扬
""")
ENDED = compiled(r"""
    (?<!没)(?<!没有)(?<!还没)(?<!未)(?<!没能)(?<!不)(?:扑灭|灭掉|熄灭|火(?:已经|都|也|就|总算|终于|早)?灭了|(?:已经?|早就|自己)灭了|
    被?救出(?:来)?了?|救下来|放出来|修好了|处理好了?|处理过|解决了|找到了(?!.{0,3}(?:尸|鞋))|找着(?:了|啦)|找回来?了|已经?找到|接回(?:来|家|了)|自己回来了|误报|(?:消|结|撤|销)(?:掉|单)|没事了|(?:已经|人都|人群)散了|散开|劝开|
    劝住|拉开了|和好|平息|控制住了|抓(?:住|到)了|抓走了|带走了|送(?:去|到|往)?医院|送医|已经?出来了|已经(?:出|回)来|危险解除|排除了|关好了|虚惊一场|被?警察劝|安全了|醒了|
    搬出来了|离婚了)|\b(?:was|is|has been|been|already) (?:put out|extinguished|resolved|found|rescued|
    fixed)\b|\bput out\b|\b(?:came|come|is|back|safe at) home\b|\bhome now\b
""")
NOW_BEFORE = compiled(r"""
    现在|正在|正(?=打|烧|冒|漏|砍|追|拿)|还在|仍|今天|今晚|今早|今日|刚刚|刚才|刚|此刻|这会儿?|到现在|至今|一直|又|突然|已经(?!.{0,2}(?:报|打过))|\bnow\b|
    \bright now\b|\bstill\b|\btoday\b|\bagain\b|\bjust\b
""")
NOW_AFTER = compiled(r"""
    还在(?!用|使用|运行|营业|收|维修|修|等|调查|处理|协商|谈|走流程)|正在(?!维修|修|处理|调查|协商)|仍在|没(?:有)?(?:扑灭|灭|出来|醒|救出)|
    (?:还|都|也|仍|至今|现在)~没~(?:回|找到|消息|下落|扑灭|灭|醒)|快来(?:人|救)|救命|快救|快报警|现在(?:还|又)(?:烧|冒|打|漏|有味)|
    又(?:打|烧|冒|漏|来砍|来打|来闹|着火)|复燃|里面还有(?:人|老人|孩子|两个|一个)|还有~(?:人|个)~(?:在里|没出|被困)|今天(?:又|还)(?:打|烧|冒|漏|困|着|来砍)|今晚(?:又|还)|
    \bright now\b|
    \bstill (?:burning|inside|missing|there|stuck|leaking|smell\w*|fighting|trapped|not (?:found|home|
    back))|\bplease (?:come|hurry|help)
""")
# An end that has not come: who writes this knows it is not over, however calm the rest sounds.
UNENDED = compiled(r"""
    没(?:有|能)?(?:扑灭|灭|熄|出来|醒|救出|找到|找着)|\bnot (?:out|found|under control)\b
""")
# English names the time last; in Chinese what follows is another matter.
PAST_AFTER = compiled(r"""
    \byesterday\b|\blast (?:night|week|weekend|month|year)\b|\b(?:days?|weeks?|months?|years?) ago\b|
    (?:昨天|上周|前天|上次)的事
""")
PERFECT = re.compile(
    "(?<!不)(?<!难)过(?!来|去|分|程|敏|路|道|节|年|期|量|户|渡|滤|头|得|不|把|一会|后|了|不了|马路|不久)"
)

# What the learned weights are told of time and doubt in the whole text.
MARKERS = {
    "invented": INVENTED, "long ago": LONG_AGO, "past": PAST, "aftermath": AFTERMATH, "ended": ENDED, "perfect": PERFECT,
    "feared": FEARED_BEFORE, "feared after": FEARED_AFTER, "going on": NOW_AFTER, "now": NOW_BEFORE,
}  # fmt: skip

_SENTENCE_END = re.compile(r"[。!?;]")
_CLAUSE_END = re.compile(r"[。!?;,]")


def _span(text: str, match: re.Match[str], end: re.Pattern[str], reach: int) -> tuple[int, int]:
    """Return the part of `text` around `match` up to the marks of `end`, at most `reach` characters each way."""
    first = max(0, match.start() - reach)
    for mark in end.finditer(text, first, match.start()):
        first = mark.end()
    last = min(len(text), match.end() + reach)
    mark_after = end.search(text, match.end(), last)
    return first, mark_after.start() if mark_after else last


def judge(row: Danger, text: str, match: re.Match[str]) -> Stands:
    """Return what is left of the danger that `row` found at `match` in the normalised `text`."""
    first, last = _span(text, match, _SENTENCE_END, 12)
    if row.unless and row.unless.search(text, first, last):
        return Stands.HARMLESS
    clause, clause_end = _span(text, match, _CLAUSE_END, 14)
    before, after = text[clause : match.start()], text[match.end() : clause_end]
    first, last = _span(text, match, _SENTENCE_END, 40)
    if INVENTED.search(text, first, last) and not TRULY.search(text, first, last):
        return Stands.DENIED
    if DENIED_BEFORE.search(before):
        return Stands.DENIED
    if row.kind != INTENT and not NOW_BEFORE.search(before) and _feared(row, before, match.group(), after):
        return Stands.DENIED
    return _in_time(row, text, match, text[first : match.end()])


def _feared(row: Danger, before: str, found: str, after: str) -> bool:
    """Tell whether the words speak of what may come, not of what is."""
    if FEARED_BEFORE.search(before) or FEARED_AFTER.search(after):
        return True
    return row.kind == EVENT and bool(FEARED_WITHIN.search(found))


def _in_time(row: Danger, text: str, match: re.Match[str], before: str) -> Stands:
    """Judge by tense: the last time word before decides; a word of going on after it restores the danger."""
    if NOW_AFTER.search(text, match.end()):
        return Stands.NOW
    if row.kind != INTENT and ENDED.search(text):
        return Stands.PAST
    past = _last(LONG_AGO, before)
    if row.kind == EVENT:
        past = max(past, _last(PAST, before))
    if _last(NOW_BEFORE, before) > past:
        return Stands.NOW
    if past >= 0:
        return Stands.PAST
    if row.kind == EVENT and _told_as_over(text, match):
        return Stands.PAST
    return Stands.NOW


def _told_as_over(text: str, match: re.Match[str]) -> bool:
    """Tell whether the words round the find show it is over without naming a time before it."""
    experienced = PERFECT.search(text, match.start(), match.end() + 2)
    return bool(experienced or AFTERMATH.search(text) or PAST_AFTER.search(text, match.end()))


def _last(words: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in words.finditer(text)), default=-1)
