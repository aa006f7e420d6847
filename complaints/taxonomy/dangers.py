"""What is an emergency: how the danger tables are written, and the groups of words they share (domain.md §3.4).

A row is a line `category | numbers to call | kind | what it means`, then indented lines of patterns, then, after a
line `unless`, what makes the find harmless when it stands in it or up to twelve characters around it. Patterns are
regular expressions with three short forms: `~` = up to eight characters of the same sentence, `≈` = up to thirty
characters, also over sentences, `<名>` = one of the words of that group. Every line is one alternative or several; a
line that ends in `|` goes on in the next. The first row that stands names the category, so the more specific come
first.
"""

import re
from typing import NamedTuple

# How time and doubt act on a row (see `judgement.py`):
EVENT = "event"  # over when it is over: "昨天打过架", "怕着火" are no emergencies
LASTING = "lasting"  # goes on until it is ended: a missing child, a violent husband; only long ago or ended lowers it
INTENT = "intent"  # a will to die: doubt and conditions ("再不解决我就跳") do not lower it


def _groups(table: str) -> dict[str, str]:
    """Read the groups: `name: words`, going on in indented lines."""
    lines = table.strip().replace("\n    ", "").splitlines()
    return dict(line.split(": ", 1) for line in lines)


# 打 holds what is beating and not 打电话, 打工, 打卡; 多人 is five or more.
GROUPS = _groups(r"""
梯: 电梯|货梯|客梯|升降梯|升降机|轿厢|直梯
气: 煤气|煤汽|燃气|天然气|液化气|液化石油气|瓦斯|沼气|管道气
老: 老人|老头|老太|老爷子|老奶奶|老大爷|老大娘|老先生|老两口|大爷|大妈|大伯|大叔|阿婆|阿公|婆婆|奶奶|爷爷|外婆|外公|姥姥|姥爷|老伴|爸|妈|父亲|母亲|老爹|老娘|岳父|岳母|
    [七八九]十多?岁|[6789]\d岁
小: 孩子|小孩|女儿|儿子|男孩|女孩|小朋友|小姑娘|闺女|宝宝|娃|孙子|孙女|外孙|女童|男童|幼童|婴儿|未成年|女生|小学生|初中生|妹妹|弟弟|表妹|堂妹|侄女|侄子|外甥|学生|
    [一二三四五六七八九两几][一二三四五六七八九两几]?岁|(?<!\d)1?\d岁
人: 有人|有个人|工人|师傅|工友|同事|朋友|室友|租客|邻居|大爷|大妈|大叔|阿姨|老人|老头|老太|爷爷|奶奶|外婆|外公|爸|妈|父亲|母亲|孩子|小孩|男|女|儿子|老公|老婆|保安|保洁|
    学生|小伙|姑娘|他|她|我|人
多人: (?:[一二三四五六七八九两几]?十[一二三四五六七八九几多来]?|[五六七八九]|一?[两一二三几上]?百|[5-9]|[1-9]\d{1,2}|好多|好几十|大批|一群|一帮|一伙|很多|许多|
    全体|全厂|全班组|整个班组|我们班组|我们全部)(?:多|几|来|余)?(?:号|名|个|位)?(?:农民|装修|施工|安装|外地|建筑|男|女|保洁|快递|外卖|瓦|木|水电|
    钢筋)?(?:人(?!民)|工人|员工|工友|民工|工(?!资|地|作|程|钱)|兄弟|同事|师傅|骑手|阿姨|大姐|女工|保洁员|保安|老乡|职工)
工钱: 工资|工钱|薪水|薪资|欠薪|讨薪|讨要钱|血汗钱|工程款|劳务费|人工费|没拿到钱|没发钱|拿不到钱|拿不到一分|没拿到一分|不给钱|不发钱|拿钱|结账|要钱
刀: 菜刀|砍刀|刀子|匕首|水果刀|西瓜刀|尖刀|长刀|大刀|剪刀|斧头|斧子|铁棍|木棍|棍子|棍棒|钢管|钢筋条|铁锹|铁锤|锤子|榔头|锄头|螺丝刀|电棍|酒瓶|板砖|砖头|砖块|枪(?!战|版)|
    家伙|凶器|甩棍|刀(?!具|片|削|鱼|模|架|子店|工)
亲: 老公|丈夫|男友|男朋友|男人|前夫|前男友|对象|老婆|妻子|儿子|女婿|媳妇|儿媳|婆婆|公公|继父|后爸|后妈|继母|父亲|爸爸|我爸|他爸|她爸|孩子爸|孩子他爸|男的|酒鬼
家人: 老婆|妻子|媳妇|太太|女朋友|女友|妈|母亲|女的|老人|老太|老娘|奶奶|爷爷|我|我妈|我女儿|我姐|我妹|她|丈夫|老公
电: 电表箱?|电箱|配电箱?|配电间|电线|插座|插排|插线板|线路|变压器|充电器|电瓶|电池|空调|冰箱|热水器|灯管|开关|电缆|电器|微波炉|充电桩|电闸|弱电井|强电井
烧物: 锅|油锅|油烟机|窗帘|沙发|被子|床|衣服|垃圾桶|垃圾房|垃圾站|垃圾|储藏室|储藏间|仓库|车棚|电瓶车|电动车|汽车|轿车|车子|车|招牌|广告牌|草|草坪|草丛|枯草|树|绿化带|山|阳台|
    厨房|屋子?|房子?|房间|家里|店里|楼上|楼下|里面|纸箱|木头|工棚|板房|杂物|外机|空调|电池|插座|外墙|车库|柴|稻草|竹子|布|灯|电线|冰箱|洗衣机|充电器|店|摊|集装箱|配电房|
    公交|货车|保温层|烟道
打: 打(?!卡|电话|工|折|印|扰|算|听|扫|招呼|车|球|牌|麻将|游戏|针|开|包|断(?!我|他|她|腿|手|肋)|通|理|架子|呼|击|嗝|烊|交道|官司|仗|报告|鼓|滑|扮|标|底|发|磨|
    气|卦|赏|样|胎|药|油|表|板|孔|洞|墙|桩|地基|疫苗|预防|预约|投诉|热线|110|119|120|12345|客服|物业|沙袋|拳|太极|羽毛|篮球|乒乓|网球|雪|水|草|蜡|码)
""")


class Danger(NamedTuple):
    """One way of being in danger. `calls`: which numbers first; `unless`: words around it that make it harmless."""

    code: str
    calls: tuple[str, ...]
    kind: str
    why: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


def dangers(table: str) -> tuple[Danger, ...]:
    """Read a table of rows written as the top of this module says."""
    blocks = re.split(r"\n(?=\S)", table.strip("\n"))
    return tuple(_danger(*block.partition("\n")[::2]) for block in blocks)


def _danger(head: str, body: str) -> Danger:
    code, calls, kind, why = head.split(" | ")
    patterns, _, unless = body.partition("\n  unless\n")
    return Danger(code, tuple(calls.split()), kind, why, compiled(patterns), compiled(unless) if unless else None)


def compiled(lines: str) -> re.Pattern[str]:
    """Turn lines of this notation into one regular expression."""
    pattern = "|".join(line.removeprefix("    ") for line in lines.strip("\n").splitlines()).replace("||", "|")
    for name, words in GROUPS.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return re.compile(pattern.replace("~", "[^。!?;]{0,8}?").replace("≈", ".{0,30}?"))
