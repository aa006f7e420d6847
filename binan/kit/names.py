"""Names of people inside free text: the one who told the matter is not to be read where others look (domain.md §5).

Two ways in: the name she gave us, wherever it stands, and what she says of herself (我叫…, 我是…, 本人…). Only the latter needs a
guess, so it asks for a surname and for what may stand behind a name; words that merely begin like one are listed. What is
left of a name is what `mask_name` leaves: the surname and its length.
"""

from __future__ import annotations

import re

# The hundreds of surnames that people here have, without those that begin everyday words more often than names (时 房 师 车 …).
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付傅方邹熊白孟秦邱侯江尹薛闫阎段雷黎史龙陶贺毛郝顾龚邵万钱严洪武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申殷詹欧耿关"
    "兰焦俞柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁骆蓝路游辛靳管柴蒙鲍华喻祁滕屈饶牟艾尤穆卓古吉缪简项麦褚娄窦戚岑宫晏卫柏宗"
    "瞿桂佟应臧闵邬卞姬仇栾隋商荣巫桑郎甄丛仲虞巩佘竺裘楼寿来诸楚章沃求阙"
)
DOUBLE = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|南宫|端木"
# Everyday words that begin with one of these surnames, by their first two characters.
WORDS = (
    "高考 余额 高层 高楼 高龄 高度 高三 高二 高一 高中 高血 高管 高新 高校 高兴 金融 金色 金牌 金地 金华 金都 江南 江苏 江西 江边 江北 江景 江山 安保 安徽 安置 安全 安装 "
    "白天 白领 万科 万分 万达 方便 方圆 严重 严格 严肃 严正 许多 许久 何时 何必 于是 于昨 于今 于上 于前 于本 于近 于去 于当 于每 于晚 向来 向您 向你 向贵 向社 向物 "
    "向有 向街 向政 向上 任何 任职 任教 常住 常年 常常 常客 常州 马上 马路 文员 文化 文明 文盲 施工 程序 程度 温州 温馨 温岭 余杭 余姚 曾经 曾多 曾于 曾向 曾在 武汉 "
    "武警 石材 石头 石家 田园 周边 周围 周末 周日 周一 周二 周三 周四 周五 周六 夏天 夏季 黄昏 黄龙 龙湖 龙头 毛坯 包工 包租 包括 董事 华业 华润 华为 华侨 华东 成年 "
    "成天 成都 单身 单亲 单位 单元 单独 路人 路过 路边 路口 卫生 宁波 宁海 宁愿 项目 应该 应当 应聘 应急 关于 关心 关注 季节 易燃 尚未 尚有 吉林 吉利 谢谢 谢绝 "
    "游客 游泳 楼上 楼下 楼长 楼里 楼道 楼栋 楼盘 楼主 楼层 楼顶 楼底 来自 来投 来反 来问 来咨 来举 来办 来找 来这 来看 来了 来求 林业 林场 唐山 郑州 郑重 徐州 苏州 沈阳 "
    "管理 管家 管道 商户 商家 商铺 商贩 商人 商场 顾客 康复 祝您 祝好 梅雨 申请 申诉 申报 付款 付费 付钱 付了 柴油 韩国 胡同 胡乱 孙子 孙女 雷雨 钱江 钱塘 蓝领 熊孩 "
    "庄稼 毕业 尤其 卓越 简单 甘愿 纪委 岳父 岳母 欧洲 史上 古稀 华数 寿星 求助 求你 求您 求求 诸位 诸多"
).split()
TITLES = "女士|先生|小姐|阿姨|大爷|大妈|大伯|大姐|大哥|奶奶|爷爷|师傅|老师|同志|某某|某"
# Behind the name of a person: the end of the sentence, or one of these.
BEHIND = "的|是|在|住|家住|要|想|电话|手机|联系|今年|因|反映|投诉|希望|请|麻烦|这|那|每|昨|前天|晚上|被|对|也|有|已|从|我|你|您|他|她"
# What makes of the same characters a place, and of her one of the people there.
PLACE = "的?(?:业主|租户|租客|住户|居民|员工|职工|商户|客户|物业|保安|老板|小区|社区|公司|花园|家园|园区|广场|大厦|街道|工地)"
ORDINARY = frozenset(
    "业主 居民 邻居 租户 租客 住户 市民 群众 先生 女士 小姐 匿名 家长 员工 商户 老人 某某 本人".split()
)

_HAN = "[\u4e00-\u9fff]"
_GIVEN = "[^\\W\\d_的是在住要想了我你您他她也被这那吗呢吧叫名]"  # no name begins so
_END = "[^\\W\\d_的是在住要想我你了人户员主商区层幢栋室市县省街上下路巷弄村苑湖荡里园场府店厦]"  # no name ends so
_SURNAME = f"(?:{DOUBLE}|(?!{'|'.join(WORDS)})[{SURNAMES}])"
_EDGE = f"(?!{_HAN}|[A-Za-z])"
# In the order they are tried: the longer one at the end of a sentence is surer than a shorter one before a word.
_LIKELY = "|".join(
    (
        f"(?:{TITLES})",
        f"(?:{_GIVEN}{_HAN}?{_END}|{_GIVEN}(?<={_END})){_EDGE}",
        f"(?:{_GIVEN}{_END}|{_GIVEN}(?<={_END}))(?={BEHIND})",
    )
)
_NAMED = "我叫做?|名叫|(?:名字|姓名)(?:叫做?|是|为)?"  # what follows is a name, whatever stands behind it
_SAID = "我是|我姓|这里是|本人是?|(?:联系|投诉|诉求|反映|举报|申请)人是?|署名|落款"
_GAP = '[ \u3000:：,，(（“"]*'
INTRODUCTION = re.compile(
    f"(?P<lead>(?:{_NAMED}){_GAP})(?P<name>{_SURNAME}(?:{_LIKELY}|(?!{PLACE}){_GIVEN}{_HAN}?))"
    f"|(?P<lead_>(?:{_SAID}){_GAP})(?P<name_>{_SURNAME}(?:{_LIKELY}))(?!{PLACE})"
)
_COURTESY = re.compile(f"(?:{TITLES})$")


def mask_name(name: str) -> str:
    """`王小明` → `王**`; an empty name stays empty."""
    return name[:1] + "*" * (len(name) - 1) if name else ""


def mask_names(text: str, name: str = "") -> str:
    """`text` without the person who wrote it: `name`, as she gave it to us, wherever it stands, and how she introduces herself.

    Names of others that she writes of stay: the matter is about them. Costs a scan of the text; the title of a case is masked
    when it is written, not when it is shown.
    """
    return INTRODUCTION.sub(_hidden, mask_given(text, name))


def mask_given(text: str, name: str) -> str:
    """`text` with `name` masked wherever it stands; what is nobody's name (业主) and a single character stay."""
    known = " ".join(name.split())
    bare = _COURTESY.sub("", known)  # 王芳女士 is 王芳; of 王女士 no more is left than its surname
    known = bare if len(bare) > 1 else known
    if len(known) < 2 or known in ORDINARY:
        return text
    if known.isascii():
        return re.sub(rf"(?<![A-Za-z]){re.escape(known)}(?![A-Za-z])", mask_name(known), text, flags=re.IGNORECASE)
    return text.replace(known, mask_name(known))


def _hidden(found: re.Match[str]) -> str:
    lead, name = (found["lead"], found["name"]) if found["name"] else (found["lead_"], found["name_"])
    return lead + mask_name(name)
