"""Stories that have come to their end: rated, answered, declined, handed on, taken back."""

from __future__ import annotations

from binan.demo.story import DAY, HOUR, Story, then

PAST = (
    Story(
        "rope", (6, "10:05"), "观潮名苑6幢2单元", phone="13800138001",
        text="楼上每天傍晚六点多开始在家跳绳，一跳就是一个小时，咚咚咚的，上去说过三次都没用，老人心脏不好实在吃不消。观潮名苑6幢2单元1203。",
        steps=(
            then(1, "claim", "shegong1"),
            then(4, "call_back", "shegong1", reached=True, summary="了解了跳绳的时间和老人的身体，愿意坐下来谈，今晚七点有空。"),
            then(25, "apply_mediation", "shegong1", mediator="tiaojie1", other="楼上住户", phone="13800138011",
                 summary="傍晚在家中跳绳的声音影响楼下休息"),
            then(40, "agree_b", "shegong1"),
            then(45, "book", "shegong1", at="19:00", days=0),
            then(9 * HOUR, "start", "tiaojie1"),
            then(9 * HOUR + 50, "agree_orally", "tiaojie1", content="今后不让小孩在家里跳绳，改到楼下广场；有事先打电话商量。"),
            then(10 * HOUR + 10, "close", "shegong1", closing_kind="SUBSTANTIVE",
                 result="双方在浦沿潮调解室谈好：今后不让小孩在家里跳绳，改到楼下广场。一周后社工再上门看看。"),
            then(10 * HOUR + 10 + 2 * DAY + 75, "rate", choice=4, comment="当天就解决了，谢谢社工。"),
        ),
    ),
    Story(
        "leak", (9, "08:40"), "江畔锦园3幢1单元", phone="13800138002", filing={"identity": "real", "name": "林晚晴"},
        text="卫生间天花板往下滴水快一个月，楼上说不是他家的，物业让我们自己协商，我刚铺的地板都翘了，想让他赔。",
        steps=(
            then(2, "claim", "shegong2"),
            then(3, "call_back", "shegong2", reached=True, summary="约好十点带物业上门看水是从哪里来的。"),
            then(70, "note", "shegong2", text="和物业工程部一起做了闭水试验，楼上地漏周边防水破了。"),
            then(8 * HOUR, "close", "shegong2", closing_kind="SUBSTANTIVE",
                 result="闭水试验查明是楼上地漏防水破损，楼上本周内修好并承担地板修补费用，社区下周复查。"),
            then(8 * HOUR + 2 * DAY + 30, "rate", choice=5, comment=""),
        ),
    ),
    Story(
        "drums", (12, "20:15"), "观潮名苑6幢1单元", phone="13800138003",
        text="楼上新搬来的小伙子天天打架子鼓，说是练考级，晚上九点还在打，孩子写作业根本静不下来。",
        steps=(
            then(1, "claim", "shegong2"),
            then(2, "call_missed", "shegong2", outcome="no_answer"),
            then(4, "call_back", "shegong2", reached=True, summary="请她记下打鼓的时间，明天上门劝导。"),
            then(20 * HOUR, "close", "shegong2", closing_kind="SUBSTANTIVE",
                 result="已经上门劝导，对方答应晚上七点以后不打鼓，平时换成静音鼓垫。"),
            then(20 * HOUR + 2 * DAY + 15, "rate", choice=2, comment="只管了两天，这两天又开始了。"),
            then(20 * HOUR + 2 * DAY + 18, "claim", "jiedao1"),
            then(20 * HOUR + 2 * DAY + 19, "call_back", "jiedao1", reached=True, summary="听她说了这两天的情况，今晚带派出所社区民警一起去。"),
            then(20 * HOUR + 3 * DAY, "close", "jiedao1", closing_kind="SUBSTANTIVE",
                 result="街道和社区民警一起上门，对方已把架子鼓搬到琴行练习，并留下电话，邻居可以直接联系他。"),
            then(20 * HOUR + 5 * DAY + 200, "rate", choice=4, comment="这次是真解决了。"),
        ),
    ),
    Story(
        "bikes", (8, "17:30"), "江陵路地铁口", phone="13800138004", filing={"nature": "suggest"},
        text="地铁口共享单车堆成山，盲道全占了，老人走路要绕到马路上，建议划几条停车线。",
        steps=(
            then(30, "claim", "quji1"),
            then(90, "call_back", "quji1", reached=True, summary="问清了最乱的时段是晚高峰。"),
            then(22 * HOUR, "close", "quji1", closing_kind="SUBSTANTIVE",
                 result="已协调单车企业晚高峰增派两名运维人员，地铁口东侧划出停车区，盲道当天清空。"),
            then(22 * HOUR + 2 * DAY + 5, "rate", choice=4, comment=""),
        ),
    ),
    Story(
        "gas", (3, "18:22"), "潮声里2幢1单元", phone="13800138005",
        text="4楼楼道里一股很重的煤气味道，敲403没人应，快点来人！！",
        steps=(
            then(0.7, "claim", "jiedao1"),
            then(1.5, "set_out", "jiedao1"),
            then(3, "call_back", "jiedao1", reached=True, summary="请他带全楼的人到楼下，不要开灯、不要用明火；119和燃气公司已在路上。"),
            then(9, "arrive", "jiedao1"),
            then(85, "close", "jiedao1", closing_kind="SUBSTANTIVE",
                 result="燃气公司关阀检修，是403软管脱落，已换新管并逐户查过，全楼可以回家了。"),
        ),
    ),
    Story(
        "wages", (5, "14:10"), "智汇谷产业园3号楼大堂", phone="13800138006",
        text="我们六个人在智汇谷产业园3号楼做的弱电工程，听说项目黄了，工程款拿不到，现在都在大厅里等，不给说法我们不走！",
        steps=(
            then(0.8, "claim", "shegong9"),
            then(2, "set_out", "shegong9"),
            then(4, "call_back", "shegong9", reached=True, summary="六人都在一楼大厅，情绪激动但没有冲突，请他们先到调解室坐下。"),
            then(6, "arrive", "shegong9"),
            then(100, "close", "shegong9", closing_kind="SUBSTANTIVE",
                 result="三方当面对账，是发包方误以为款已付清，约定本周五前付清，园区物业见证，双方握手言和。"),
            then(100 + 2 * DAY + 60, "rate", choice=5, comment="来得快，话也说得公道。"),
        ),
    ),
    Story(
        "parking", (4, "09:15"), "PY-DONGGUAN", by="shuji1", phone="13800138007",
        filing={"source": "HOTLINE", "external_id": "12345-演示-0001"},
        text="买了车位还要收每月150元管理费，又没见他们管过，地库漏水把我车都滴花了。江畔锦园。",
        steps=(
            then(3, "claim", "shegong1"),
            then(4, "call_back", "shegong1", reached=True, summary="主要是地库漏水没人修，管理费可以谈。"),
            then(21 * HOUR, "close", "shegong1", closing_kind="SUBSTANTIVE",
                 result="物业已修好地库漏点并赔付洗车抛光费用，管理费按合同公示收支，业主认可。"),
        ),
    ),
    Story(
        "canopy", (4, "15:00"), "PY-DONGGUAN", by="jiedao1", phone="13800138008",
        filing={"source": "LITIGATION", "external_id": "诉前调-演示-0001", "identity": "real", "name": "沈白"},
        text="楼下住户的雨棚伸到我家窗下，还装了一个对着我家阳台的监控，已经起诉，法院请社区先调解。江畔锦园5幢。",
        steps=(
            then(4, "claim", "shegong2"),
            then(5, "call_back", "shegong2", reached=True, summary="愿意先调解，只求拆雨棚、监控转个方向。"),
            then(30, "apply_mediation", "shegong2", mediator="hebin1", other="楼下住户", phone="13800138012",
                 summary="雨棚外伸和监控朝向影响邻居采光与隐私", origin="referred", referral_no="诉前调-演示-0001"),
            then(50, "agree_b", "shegong2"),
            then(55, "book", "shegong2", at="18:30", days=0),
            then(3.5 * HOUR, "start", "hebin1"),
            then(3.6 * HOUR, "sue", "hebin1", court="杭州市滨江区人民法院", number="（2026）浙0108民初演示1号", days_ago=10),
            then(4.5 * HOUR, "agree_orally", "hebin1", content="三天内拆除外伸的雨棚；监控改为只照自家门口。",
                 promises=("拆除外伸的雨棚。", "监控改为只照自家门口。"), days=3),
            then(4.8 * HOUR, "fulfil", "shegong2", number=1, proof="现场看过，雨棚已经拆了。"),
            then(4.8 * HOUR, "fulfil", "shegong2", number=2, proof="现场看过，监控只照得到自家门口。"),
            then(4.9 * HOUR, "receive", "shegong2", number=1, proof="当面问过，确认拆了。"),
            then(4.9 * HOUR, "drop_suit", "hebin1", number="（2026）浙0108民初演示1号"),
            then(5 * HOUR, "close", "shegong2", closing_kind="SUBSTANTIVE",
                 result="雨棚当晚拆除，监控已改为只照自家门口，双方到法院办理撤诉。"),
        ),
    ),
    Story(
        "dog", (1, "07:50"), "江畔锦园北门岗", phone="13800138009",
        text="隔壁养了三条小狗，主人上班不在家从早叫到晚，我上夜班白天根本没法睡。",
        steps=(
            then(2, "claim", "shegong1"),
            then(4, "call_back", "shegong1", reached=True, summary="夜班到早上七点，希望上午能安静。"),
            then(11 * HOUR, "close", "shegong1", closing_kind="SUBSTANTIVE",
                 result="狗主人同意白天把狗送到父母家，并在门上装了隔音条，已当面向邻居道歉。"),
        ),
    ),
    Story(
        "dog_again", (1, "08:40"), "江畔锦园北门岗", phone="13800138009",
        text="隔壁那三条小狗还在叫，一个上午都没停过，请你们快一点。",
        steps=(
            then(1, "claim", "shegong1"),
            then(2, "call_back", "shegong1", reached=True, summary="还是早上说的那三条狗，已经联系上主人。"),
            then(3, "merge", "shegong1", into="dog"),
        ),
    ),
    Story(
        "test", (2, "11:11"), "东冠社区文化公园", text="test 测试一下", filing={"identity": "anonymous"},
        steps=(
            then(3, "claim", "shuji1"),
            then(5, "decline", "shuji1", result="这是一条测试信息，没有需要办理的内容。如果您有事，请重新提交。"),
        ),
    ),
    Story(
        "consumer", (7, "13:25"), "宝龙城（滨盛路3867号）", phone="13800138010",
        text="理发店充了两千块的预付卡，上周突然关门，电话也打不通，要求退费。",
        steps=(
            then(3, "claim", "jiedao1"),
            then(4, "call_back", "jiedao1", reached=True, summary="卡里还剩一千六，有充值记录和合同。"),
            then(2 * HOUR, "transfer", "jiedao1", to="市场监管所",
                 result="预付卡退费由市场监管所办理，已把您的充值记录一并转过去，三个工作日内会联系您。"),
        ),
    ),
    Story(
        "withdrawn", (2, "19:40"), "观潮名苑南门岗", phone="13800138013",
        text="门口有人把车停在消防通道上，半天没人挪，堵住了出口。",
        steps=(
            then(2, "claim", "shegong2"),
            then(3, "call_back", "shegong2", reached=True, summary="车牌已报物业，正在联系车主。"),
            then(25, "withdraw", reason="车已经开走了"),
        ),
    ),
)  # fmt: skip
