"""The corpus: what residents might write, with the category and urgency a careful social worker would give.

`EXAMPLES` is what the code learns from; `EVALUATION` was written blind by somebody who knew neither code nor examples, and
only scores it.
"""

from pathlib import Path

from complaints.taxonomy import examples

EXAMPLES = [example for example, _ in examples.examples()]
EVALUATION = list(
    examples.read((Path(__file__).parent / "corpus" / "evaluation.txt").read_text(encoding="utf-8").splitlines())
)

# The samples of domain.md §8: text, category, urgency.
SAMPLES = (
    ("楼上每天傍晚六点多开始在家跳绳,一跳就是一个小时,咚咚咚的,上去说过三次都没用,老人心脏不好实在吃不消。观潮名苑6幢2单元1203。", "NOI-01", "P2"),
    ("我们六个人在智汇谷产业园3号楼做的弱电工程,听说项目黄了,工程款拿不到,现在都在大厅里等,不给说法我们不走!", "LAB-02", "P0"),
    ("4楼楼道里一股很重的煤气味道,敲403没人应,快点来人!!", "SAF-01", "P0"),
    ("我妈被关在电梯里了,潮声里2幢,按铃没人接,她有高血压", "PRO-04", "P0"),
    ("刚才一个烟灰缸从高层砸下来,离我女儿就半米,吓得她直哭,肯定是8幢东边单元扔的。", "NEI-05", "P1"),
    ("隔壁养了三条小狗,主人上班不在家从早叫到晚,我上夜班白天根本没法睡。", "PET-01", "P2"),
    ("楼下烧烤店的烟直接飘进我家,火锅味混着孜然味,窗户一年都不敢开,去年投诉过说装净化器,到现在没装。", "CIT-02", "P2"),
    ("买了车位还要收每月150元管理费,又没见他们管过,地库漏水把我车都滴花了。", "PRO-05", "P2"),
    ("地铁口共享单车堆成山,盲道全占了,老人走路要绕到马路上。", "CIT-05", "P3"),
    ("卫生间天花板往下滴水快一个月,楼上说不是他家的,物业让我们自己协商,我刚铺的地板都翘了,想让他赔。", "NEI-01", "P2"),
    ("楼上新搬来的小伙子天天打架子鼓,声音大得跟打架一样,说是练考级。", "NOI-01", "P2"),
    ("租房到期房东说墙上有钉子眼扣我3400押金,合同里根本没写这条。", "HOU-02", "P2"),
    ("上班三年突然通知我“优化”,只肯给N不给加一,社保还按最低基数交的。", "LAB-03", "P2"),
    ("小区北门两拨人打起来了,有人拿了棍子,快派人!", "SEC-01", "P0"),
    ("我爸爸78岁有老年痴呆,穿灰色夹克,早上九点从云帆公寓出门到现在没回来,手机没带。", "SEC-04", "P0"),
    ("顶楼那家在露台上搭阳光房,钢梁都架起来了,还在往上砌,趁现在没完工赶紧来看。", "HOU-03", "P2"),
    ("业委会三年没公布过电梯广告和停车的收益,问一下就被踢出群,要求公开账目。", "PRO-03", "P2"),
    ("请问外地户口在滨江上班,想给小孩办居住证积分需要哪些材料?去哪里办?", "GOV-01", "P3"),
    ("我在园区仓库搬货腰扭伤住院两周,公司说是我自己不小心不算工伤,也不肯报销。", "LAB-04", "P1"),
    ("隔壁厂房门口堆了十几个氧气瓶和乙炔瓶,工人就在旁边抽烟烧电焊,太吓人了。", "ENT-03", "P1"),
    ("My upstairs neighbour drops weights on the floor after 11 pm almost every night. I work early shifts. Could someone talk to them? Building 3, unit 1.", "NOI-01", "P2"),
    ("Strong smell of gas in the corridor, 9th floor, nobody answers at 902", "SAF-01", "P0"),
)  # fmt: skip

# Texts that look like danger and are none (domain.md §3.4), with the category a person would give.
NEAR_MISSES = (
    ("服装店门口写着跳楼价,买回去全是破洞,不给退", "CON-01"),
    ("楼上小孩天天打架子鼓", "NOI-01"),
    ("物业拖了三个月不修门禁,急得我上火,着急也没用", "PRO-02"),
    ("楼下酒吧火了以后天天放音乐到半夜,根本睡不着", "NOI-03"),
    ("楼下飘上来的火锅味太重了", "CIT-02"),
    ("请问煤气费在哪里交?", "GOV-01"),
    ("收到天然气安检通知,请问是哪天上门?", "GOV-01"),
    ("希望小区多搞几次消防演练", "GOV-02"),
    ("买菜的时候杀价被摊主骂,还缺斤短两", "CON-01"),
    ("我老公给别人发“想死你了”,我要离婚", "FAM-01"),
    ("孩子走丢的玩具,是不是被人拿走了,能不能查监控", "SEC-03"),
    ("隔壁半夜看电视剧里打架的声音吵死人", "NOI-01"),
)
