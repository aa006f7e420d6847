"""Stories that go on today: waiting, taken, called, sent up, given down, in mediation."""

from __future__ import annotations

from binan.demo.story import HOUR, Story, then

OPEN = (
    Story(
        "bbq", 1, "江畔锦园沿街商铺", phone="13800138014",
        text="楼下烧烤店的烟直接飘进我家，窗户一年都不敢开，去年投诉过说装净化器，到现在没装。",
    ),
    Story(
        "permit", 20, "东冠社区服务窗口", phone="13800138015", filing={"nature": "consult"},
        text="请问外地户口在滨江上班，想给小孩办居住证积分需要哪些材料？去哪里办？",
    ),
    Story(
        "ashtray", 14, "观潮名苑8幢1号电梯", phone="13800138016",
        text="刚才一个烟灰缸从高层砸下来，离我女儿就半米，吓得她直哭，肯定是8幢东边单元扔的。",
        steps=(
            then(1, "claim", "shegong1"),
            then(2, "call_back", "shegong1", reached=True, summary="人没有受伤，已请她和女儿先离开楼下，通知物业拉警戒带。"),
            then(9, "set_out", "shegong1"),
        ),
    ),
    Story(
        "lift", 11, "潮声里2幢电梯", phone="13800138017",
        text="我妈被关在电梯里了，潮声里2幢，按铃没人接，她有高血压",
        steps=(
            then(0.6, "claim", "jiedao1"),
            then(1.2, "set_out", "jiedao1"),
            then(2.5, "call_back", "jiedao1", reached=True, summary="老人神志清楚，119和电梯维保七分钟内到，请女儿隔着门陪她说话。"),
            then(8, "arrive", "jiedao1"),
        ),
    ),
    Story(
        "battery", 3 * HOUR, "观潮名苑6幢1单元", phone="13800138018",
        text="一楼楼道里天天有人拉飞线给电瓶车充电，线都垂到门把手上了，太吓人了。",
        steps=(
            then(2, "claim", "shegong2"),
            then(4, "call_back", "shegong2", reached=True, summary="共三辆车，都是201租户的，下午带网格员去看。"),
            then(10, "release", "shegong2", reason="转网格现场处理更快"),
            then(10.5, "delegate", "shuji1", unit="PY-DONGGUAN-G01", reason="请网格上门拆线并登记车辆"),
            then(11, "claim", "wangge1"),
            then(12, "set_out", "wangge1"),
            then(19, "arrive", "wangge1"),
            then(20, "call_back", "wangge1", reached=True, summary="已到楼下，拆线前先拍照，201说今晚就把车推下来。"),
        ),
    ),
    Story(
        "piano", 2 * HOUR, "江畔锦园3幢1单元", phone="13800138019",
        text="楼下琴行晚上十点还在上课，低音一直嗡嗡响，孩子睡不着。",
        steps=(
            then(1, "claim", "shegong1"),
            then(3, "call_missed", "shegong1", outcome="no_answer"),
            then(24, "call_missed", "shegong1", outcome="busy"),
            then(60, "urge"),
        ),
    ),
    Story(
        "court", 5 * HOUR, "星耀城（江陵路1916号）", phone="13800138020",
        text="健身房说好的教练换了三个，要求退课，前台只会说等店长。",
        steps=(then(70, "claim", "quji1"), then(75, "call_back", "quji1", reached=True, summary="合同还剩二十节课，愿意按比例退。")),
    ),
    Story(
        "boundary", 6 * HOUR, "东冠社区文化公园", phone="13800138021",
        text="河对面工地晚上十一点还在打桩，窗户都在抖，明天孩子要考试。",
        steps=(
            then(1, "claim", "shegong2"),
            then(2, "release", "shegong2", reason="工地在河对面，不在本社区，准备退单"),
            then(3, "send_back", "shuji1", reason="other_area", text="工地在彩虹社区地界"),
            then(3.5, "delegate", "jiedao1", unit="PY-CAIHONG", reason="工地在彩虹社区，请现场核实夜间施工许可"),
            then(4, "claim", "jiedao1"),
            then(4.5, "call_back", "jiedao1", reached=True, summary="已联系城管值班，今晚到场检查。"),
            then(10, "set_out", "jiedao1"),
            then(26, "arrive", "jiedao1"),
        ),
    ),
    Story(
        "deposit", (1, "09:30"), "云帆公寓门岗", phone="13800138022",
        text="租房到期房东说墙上有钉子眼扣我3400押金，合同里根本没写这条。",
        steps=(
            then(3, "claim", "shegong9"),
            then(4, "call_back", "shegong9", reached=True, summary="合同和退房照片都在，愿意和房东当面谈。"),
            then(30, "apply_mediation", "shegong9", mediator="hebin1", other="房东", phone="13800138023",
                 summary="退租时墙面钉眼是否应扣押金"),
            then(50, "agree_b", "shegong9"),
            then(55, "book", "shegong9", at="18:00", days=2),
            then(60, "close", "shegong9", closing_kind="INTERIM",
                 result="已约好后天傍晚六点在和滨江调解室面谈，请带上合同和退房时的照片。"),
        ),
    ),
    Story(
        "hammer", 4 * HOUR, "江畔锦园北门岗", phone="13800138024",
        text="楼上装修中午也不停，电钻响得整幢楼都听见，老人要午睡，说了几次都不听。",
        steps=(
            then(1, "claim", "shegong1"),
            then(3, "call_back", "shegong1", reached=True, summary="希望中午和晚上停下来，别的时候可以理解。"),
            then(15, "apply_mediation", "shegong1", mediator="tiaojie1", other="楼上住户", phone="13800138025",
                 summary="装修的时间安排影响楼下老人午休"),
        ),
    ),
    Story(
        "dismissed", 7 * HOUR, "苏泊尔大厦大堂", phone="13800138026",
        text="上班三年突然通知我“优化”，只肯给N不给加一，社保还按最低基数交的。",
        steps=(then(12, "claim", "quji1"), then(14, "call_back", "quji1", reached=True, summary="手里有劳动合同和社保记录，先请HR联盟看看。")),
    ),
    Story(
        "corridor", 8 * HOUR, "观潮名苑6幢2单元", filing={"identity": "anonymous"},
        text="5楼楼道堆满旧柜子和纸箱，走路都要侧身，万一有事跑都跑不出去。",
        steps=(
            then(2, "claim", "shegong2"),
            then(20, "note", "shegong2", text="没有留电话，直接上门看。"),
            then(40, "set_out", "shegong2"),
            then(3 * HOUR, "add_info", text="今天又多了一个冰箱。"),
        ),
    ),
    Story(
        "pressure", 6 * HOUR, "江畔锦园3幢1单元", phone="13800138091",
        text="这个星期早晚水压都很低，六楼洗澡只有细细一条水，物业说在查，一直没有下文。",
        steps=(
            then(2, "claim", "shegong2"),
            then(4, "call_back", "shegong2", reached=True, summary="六楼以上都这样，已约物业今天一起看水泵房。"),
        ),
    ),
    Story(
        "heater", 5 * HOUR, "江畔锦园3幢1单元", phone="13800138092",
        text="水压低得热水器点不着火，楼上楼下都一样，什么时候能修好？",
        steps=(
            then(2, "claim", "shegong2"),
            then(4, "call_back", "shegong2", reached=True, summary="和六楼反映的是同一件事，今天和物业一起看水泵房。"),
            then(5, "cluster", "shegong2", of="pressure"),
        ),
    ),
    Story(
        "patrol", 9 * HOUR, "PY-DONGGUAN-G02", by="wangge1", filing={"source": "PATROL"},
        text="巡查发现江畔锦园2幢西侧井盖破了一角，已放警示锥。",
        steps=(then(3, "claim", "shegong2"), then(5, "set_out", "shegong2"), then(21, "arrive", "shegong2")),
    ),
)  # fmt: skip
