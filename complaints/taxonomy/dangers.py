"""What is an emergency, as a table: which words mean danger, and which look like it but do not (domain.md §3.4).

How to read a pattern: `~` = up to eight characters of the same sentence, `≈` = up to thirty characters, also over
sentences, `<名>` = one of the words of that group. The first row that stands wins, so the more specific come first.
Rows on fire, gas and lifts are in this module, rows on people in `dangers_people.py`.
"""

import re
from typing import NamedTuple

# How time and doubt act on a row (see `judgement.py`):
EVENT = "event"  # over when it is over: "昨天打过架", "怕着火" are no emergencies
LASTING = "lasting"  # goes on until it is ended: a missing child, a violent husband; only long ago or ended lowers it
INTENT = "intent"  # a will to die: doubt and conditions ("再不解决我就跳") do not lower it

GROUPS = {
    "气": "煤气|煤汽|燃气|天然气|液化气|液化石油气|瓦斯|沼气|管道气",
    "老小": "老人|老头|老太|老爷子|老奶奶|大爷|大妈|大伯|阿婆|奶奶|爷爷|外婆|外公|姥姥|姥爷|老伴|爸|妈|父亲|母亲|老爹|老娘"
    "|孩子|小孩|女儿|儿子|男孩|女孩|小朋友|小姑娘|小伙子|闺女|宝宝|娃|孙子|孙女|外甥|侄子|侄女|弟弟|妹妹|学生|女童|男童|幼童|岁",
    "小": "孩子|小孩|女儿|儿子|男孩|女孩|小朋友|小姑娘|闺女|宝宝|娃|孙子|孙女|女童|男童|幼童|婴儿|未成年|女生|小学生|妹妹|弟弟",
    "人": "有人|工人|师傅|工友|同事|大爷|大妈|老人|老头|老太|爷爷|奶奶|爸|妈|父亲|母亲|孩子|小孩|男|女|儿子|老公|老婆|邻居|室友|他|她|我|人",
    "多人": "(?:[五六七八九十]|十几|十来|几十|[二三四五六七八九两]十[一二三四五六七八九]?|上百|一百|两百|几百|[5-9]|[1-9]\\d{1,2}|好多|大批|一群|一帮|很多|全体|全厂|全班组|整个班组)"
    "(?:多|几|来)?(?:号|名|个|位)?(?:农民|装修|施工|安装|外地|建筑)?(?:人|工人|员工|工友|民工|工|兄弟|同事|师傅|骑手|保洁员|保安)",
    "工钱": "工资|工钱|薪水|薪资|欠薪|讨薪|血汗钱|工程款|劳务费|人工费|没拿到钱|没发钱|拿不到钱|拿钱",
}


class Danger(NamedTuple):
    """One way of being in danger. `calls`: which numbers first; `unless`: words around it that make it harmless."""

    code: str
    calls: tuple[str, ...]
    kind: str
    why: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


def compiled(pattern: str) -> re.Pattern[str]:
    """Turn the notation of this module into a regular expression."""
    for name, words in GROUPS.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return re.compile(pattern.replace("~", "[^。!?;]{0,8}?").replace("≈", ".{0,30}?"))


def danger(code: str, calls: str, kind: str, why: str, pattern: str, unless: str = "") -> Danger:
    """Make one row: `calls` holds the numbers with a space between, `pattern` and `unless` the notation above."""
    return Danger(code, tuple(calls.split()), kind, why, compiled(pattern), compiled(unless) if unless else None)


DANGERS_OF_PLACES = (
    # A lift with people in it -----------------------------------------------------------------------------------
    danger("PRO-04", "119", EVENT, "有人困在电梯里",
           "被?困(?!扰|难)~电梯|电梯~(?:困|关)(?:着|住|了)?~(?:人|孩子|小孩|老人|个|我|妈|爸)|(?:关|卡|锁)(?:在|住|进)了?~电梯(?!口|厅|间|门)"
           "|电梯≈(?:里面|里头|里边|轿厢|电梯里|里)(?:还)?(?:有|关|困|是)~(?:人|个|位|孩子|老人|小孩)|电梯~困人"
           "|电梯~(?:停|卡|不动)(?!电|止|运)≈(?:出不来|出不去|门打不开|拍门|喊救命|呼救)|电梯~(?:出不来|出不去)",
           "(?:经常|老是|频繁|总是|多次|屡次|动不动|常常|三天两头|时不时)~困人?|困(?:人|过)(?:事件|事故|率|记录)|电梯卡(?:片|丢|里|费|上)|电梯外"),
    danger("PRO-04", "119", EVENT, "有人困在电梯里",
           r"\b(?:stuck|trapped|locked|caught|shut) (?:inside|in|inside of) (?:\w+ ){0,4}(?:lift|elevator)"
           r"|\b(?:lift|elevator)\b.{0,30}\b(?:stuck|trapped|stopped)\b.{0,30}\b(?:inside|people|person|in it|us|me)\b"
           r"|\b(?:people|person|man|woman|child|kid|someone|we|i)\b.{0,25}\b(?:stuck|trapped)\b.{0,20}\b(?:lift|elevator)"),
    # Gas --------------------------------------------------------------------------------------------------------
    danger("SAF-01", "119 120", EVENT, "可能一氧化碳中毒",
           "(?:<气>|一氧化碳|炭火)~中毒|一氧化碳~(?:超标|泄漏|报警|浓度高)|烧炭~(?:头晕|恶心)|carbon monoxide.{0,20}(?:poison|alarm|leak|going off)",
           "报警器~(?:安装|装|发放|送)|装~报警器|install"),
    danger("SAF-01", "119", EVENT, "可能燃气泄漏",
           "<气>(?:罐|管|管道|灶|瓶|表|阀|阀门|软管|热水器)*~(?:泄漏|泄露|外泄|漏气|漏了|在漏|有漏|跑气|往外(?:喷|冒|跑)|喷出|嘶嘶|呲呲|滋滋|哧哧)"
           "|(?:漏|泄漏|泄露)(?:了|的)?(?:煤气|燃气|天然气|液化气)|漏(?:的|出来的)?是~<气>",
           "<气>费~漏"),
    danger("SAF-01", "119", EVENT, "可能燃气泄漏",
           "<气>(?:灶|管|罐|表|管道)?(?:的|那种|一样的|似的|很重的|好重的)*~(?:味|臭|气息)|(?:闻到|闻着|一股|闻见|满屋|满楼|有股|像是|好像是)~<气>(?!费|公司|表|灶|安检|改造|工程)",
           "味(?:精|道(?:好|不错|鲜|很香))|<气>灶~(?:炒|炖|煮|做)"),
    danger("SAF-01", "119", EVENT, "可能燃气泄漏",
           "(?:灶|阀|罐|钢瓶|管道|热水器|厨房|滋滋|呲呲|嘶嘶|哧哧)~(?:漏气|跑气)|漏气~(?:阀|嘶嘶|呲呲|滋滋|味|灶)|钢瓶~(?:嘶嘶|呲呲|滋滋)~(?:响|漏|声)",
           "轮胎|气球|空调|冰箱|气垫|密封|门窗|窗|管道井~风"),
    danger("SAF-01", "119", EVENT, "燃气管道被挖断",
           "<气>~(?:挖断|挖破|挖穿|撞断|撞坏|弄断|破了|破裂|断裂|断了)|(?:挖断|挖破|挖穿|撞断|打穿)了?~<气>"),
    danger("SAF-01", "119", EVENT, "燃气报警器在响",
           "(?:<气>|可燃气体?)(?:泄漏|泄露)?(?:报警|警报)器?~(?:一直响|在响|响个不停|响了|叫个不停|一直叫|狂响|报警)",
           "误报|没电|老是|经常|坏|电池|测试|安装"),
    danger("SAF-01", "119", EVENT, "可能燃气泄漏",
           "(?:灶|厨房|热水器|阀门|走廊|楼道|楼梯间|屋里|家里)~(?:臭鸡蛋|臭皮蛋|烂鸡蛋)|(?:臭鸡蛋|臭皮蛋|烂鸡蛋)~(?:灶|厨房|头晕|热水器|气)",
           "下水道?|污水|地漏|垃圾|马桶|化粪池|河"),
    danger("SAF-01", "119", EVENT, "灶火没关,没有人看着",
           "(?:<气>|灶|炉子?)~(?:忘|没)(?:了|记)?关~(?:没人|出门|出来|进不去|锁|不在家)|(?:出门|没人|锁)≈(?:灶|<气>)~(?:开着|没关|忘关)"),
    danger("SAF-01", "119", EVENT, "可能燃气泄漏",
           r"\bsmell(?:s|ed|ing|y)?\b.{0,25}\b(?:natural )?gas\b|\bgas\b.{0,15}\b(?:leak\w*|smell\w*|odou?r|hissing|escaping)"
           r"|\bleak\w*\b.{0,15}\bgas\b|\bodou?r of gas",
           r"gas (?:bill|station|fee|price|meter reading)|exhaust gas|no smell|tear gas"),
    # Fire -------------------------------------------------------------------------------------------------------
    danger("SAF-02", "119", EVENT, "可能着火",
           "着(?:了|起|大|过)?火(?!车|锅|炉|腿|龙|花|箭|爆|急|候|山|机|把|的太阳)|(?<![一不])起(?:了|过|大)?火(?!车|锅|爆|拼|腿|山|箭)|失火|走火(?!入魔)|走水了"
           "|烧(?:起来|着了|到了?旁边|到了?隔壁|大了|得很旺)|(?:窜|蹿|冒|喷)(?:出|起|着)?~(?:火苗|火舌|火焰|明火)|看(?:到|见)~(?:火光|火苗|明火|大火)|火(?:光|势)(?:冲天|很大|好大|大|蔓延|越来越)"
           "|大火|火好大|火很大|火(?:还|也|仍)?(?:没有?|未)~灭|火~(?:越来越大|控制不住|灭不了|扑不灭)|(?<!防)自燃|燃起来|燃烧起来|在燃烧|烧焦了~(?:人|门)|(?:有人|正在|故意)~(?:放火|纵火|点火烧)|发生~火灾|(?:这里|家里|楼里?|幢)火灾",
           "上火|急着火|发烧|高烧|体温|怒火|收汁|炒菜|篝火|火焰山|火灾(?:隐患|保险|险|风险|报警|演|预防|通道)|着火点|点着火(?:柴|把)|大火(?:煮|炖|烧菜|锅)"),
    danger("SAF-02", "119", EVENT, "可能爆炸",
           "爆炸(?!头|性|式|般|一样|似的|环境|级|价|货|物品?管理|品类)|(?:煤气|罐|锅|电池|电瓶|热水器|变压器|充电器|手机|轮胎|油桶|仓库|配电)~炸(?:了|开|裂|响)|轰的?一声~(?:炸|火)",
           "(?:要|快|气得|脑袋|脑子|心态|肺|头|信息|多到|像|跟|像是|跟个|快要|防|好比|人口|如同|似)~爆炸|爆炸声(?:一样|似)|打仗|枪战"),
    danger("SAF-02", "119", EVENT, "有烟冒出来",
           "(?:冒|飘|窜|涌|喷|滚)(?:出|起|着|了|出来)?~(?<!油)(?:黑烟|浓烟|白烟|青烟|大烟|烟)(?!气|味|民|火气|酒|花|头|灰|囱)|浓烟|黑烟|烟(?:好|很|特别)?(?:大|浓)(?:得)?~(?:看不清|呛|快|出不去|睁不开)|好大的?烟|很大的?烟"
           "|(?:屋|家|房间|楼道|走廊|楼梯|车库|电梯)~(?:全是烟|都是烟|满是烟|烟雾弥漫)",
           "油烟|烧烤|烤|烟囱|抽烟|吸烟|香烟|烟头|嗓子|喉咙|七窍|头顶冒|火锅|尾气|货车|渣土车|公交|柴油|工厂|厂里|锅炉|烟雾弹|蚊香|干冰|气得|忙得|喊到|烧纸|鞭炮|烟花|焚烧"
           "|(?:天天|每天|经常|老是|总是|长期|一到|晚上都|整天|到处)~冒|饭店|餐馆~排|排烟|味(?:道)?~呛|嗓"),
    danger("SAF-02", "119", EVENT, "电器打火或有焦味",
           "(?:冒|打|溅|迸|闪|喷)(?:出|着|起)?~火(?:花|星)|(?:电|插座|线路|配电|空调|变压器|充电器|塑料|胶皮|电瓶)~(?:焦糊?味|烧焦|糊味|焦臭|烧糊)|(?:焦糊?味|烧焦味?|糊味)~(?:电|插座|线路|配电)",
           "电焊|焊|切割|烟花|打火机|烧菜|烧饭|饭|打铁|打磨|思想|碰撞出"),
    danger("SAF-02", "119", EVENT, "可能着火",
           "火焰≈(?:快|救|来人|幢|楼|室|号|冒|烟|!|119)|(?:快|救|楼|幢)≈火焰|火警(?!电话|误报|演)",
           "火爆|好火|超火|生意|打卡|优惠|好吃|抢购"),
    danger("SAF-02", "119", EVENT, "可能着火",
           r"\b(?:there(?:'s| is| was)|got|see|saw|have) (?:a |an )?(?:big |small |huge |large |kitchen |house |electrical )?fire\b|\bon fire\b|\b(?:caught|catching|set) (?:on )?fire\b"
           r"|\b(?:is|are|it's|was) burning\b|\bfire ?(?:!|,|in|at|next|please|help|broke|started|is spreading)|^fire$|\bflames?\b|\bblaz\w+|\bexplo(?:sion|ded|des)\b|\ba small fire\b"
           r"|\bsmoke\b.{0,20}\b(?:coming|from|everywhere|filling|out of|pouring)\b|\b(?:thick|black|heavy|dense|lots of|full of|a lot of) (?:\w+ )?smoke\b|\bburning smell\b",
           r"fire (?:sale|drill|alarm test|hazard|lane|extinguisher|exit|door|hydrant|station|safety|pit|escape|risk)|on fire with|(?:cooking|greasy|barbecue|bbq|cigarette|second ?hand|restaurant).{0,25}smok"
           r"|smok\w*.{0,25}(?:restaurant|barbecue|cigarette|kitchen of)|camp ?fire|candle|heartburn"),
    # Water, current, things that fall down ----------------------------------------------------------------------
    danger("SAF-06", "119 120", EVENT, "有人落水",
           "落水(?!管|口|斗)|溺水|(?:掉|跌|滑|跳|摔|栽|冲)(?:进|到|下|入|落|在)了?~(?:河|江|湖|池塘?|水|井|窨井|深坑|粪坑|化粪池)(?!里的|瓶|桶|杯|龙头)|(?:河|江|湖|池塘|水)(?:里|中|面)~(?:有人|小孩|孩子|有个人)~(?:喊|扑腾|沉|挣扎|呼救|漂|没上来)|淹(?:着|死|了)?人|快淹死",
           "手机|钥匙|球|鞋|帽|眼镜|无人机|水壶|防溺水|溺水(?:讲座|宣传|教育|警示)|水温|河道治理|水费"),
    danger("SAF-06", "120 119", EVENT, "有人触电",
           "触电(?!影|子)|被电(?:到|了|击|着|倒|晕)(?!话|信|瓶|动)|电(?:到|着|倒|死)(?:了)?~(?:人|孩子|小孩|老人)|(?<!话)漏电≈(?:麻|电到|电着|倒|晕|有人)|(?:人|孩子|老人|小孩)~漏电|带电~(?:积水|水里|铁门|栏杆)",
           "触电(?:影|视)|讲座|没有?漏电"),
    danger("SAF-06", "119", EVENT, "电线垂落",
           "(?:电线|高压线|电缆|线缆)~(?:断|掉|垂|塌)(?:了|下|落|到)?~(?:地|水|人|积水)≈(?:带电|火花|水里|噼里啪啦|打火|危险|电到)"),
    danger("SAF-06", "119 120", EVENT, "有东西倒塌压到人",
           "塌方|(?:楼|房子?|屋|墙|脚手架|架子|棚子?|桥|吊塔|塔吊|广告牌)~(?:坍塌|倒塌|塌了|塌下来|倒了|倒下来)(?!.{0,6}吊顶)|坍塌|(?:墙|架|棚|树|牌|门|柱|石板|玻璃)~(?:倒|砸|压|掉)~(?:中|到|着|住|伤)了?~(?:一个|个)?(?:人|骑|孩子|老人|小孩|路人|工人|头)|(?:被|把)~(?:埋|压)(?:了|住|在)|埋了~人",
           "吊顶|天花|沙发|床|货架上|要塌|会塌|快塌|没砸|信号|经济压|电梯|压在心|压了(?:工资|钱|价)|拖压|合同|房租|尾款"),
    danger("SAF-06", "119", EVENT, "危险化学品泄漏",
           "(?:氨气|氯气|化学品|化学原料|硫酸|盐酸|硝酸|危化品|甲醇|苯|油罐|槽罐)~(?:泄漏|泄露|洒|漏了|外泄)"),
    danger("SAF-06", "110", EVENT, "提到爆炸物",
           r"炸弹(?!鱼|酒)|炸药|雷管|手榴弹|\bbomb(?!ard)|explosives?\b",
           "烟雾弹|游戏|深水炸弹|bath bomb|photobomb"),
)
