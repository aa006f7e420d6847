"""Words that stand for the same thing: a child, a height, not answering, now, over. Who never saw "崽" or "ledge" in an
example has seen a child and a height.

The weights learn of each notion in a text, and of each two together: a child at a height is another matter than either.
A word has at most three characters, or is one English word: those are among the runs of the text (`features.py`). This
is no list of dangers; what a notion means, alone or beside another, the examples say. Rows with ! are of things that
emergencies are made of: without one of them in it, a text must be very like an emergency to be taken for one.
"""

import itertools
from collections import defaultdict
from collections.abc import Set

_TABLE = """
child | 孩子 小孩 娃 娃娃 宝宝 宝贝 小囡 囡囡 伢儿 小伢儿 儿子 女儿 闺女 孙子 孙女 外孙 小朋友 学生 小学生 初中生 婴儿 幼儿 奶娃 小鬼 小家伙 男孩 女孩 小姑娘 男童 女童 毛头 毛毛 弟弟
    妹妹 侄子 侄女 外甥 小的 娃儿 崽 幼儿园 一年级 二年级 三年级 四年级 五年级 六年级 小男生 小女生 child children kid kids baby toddler son daughter
    boy girl infant newborn pupil grandson granddaughter niece nephew
elder | 老人 老头 老太 老爷子 老太太 老伯 大爷 大妈 大伯 阿婆 阿公 婆婆 奶奶 爷爷 外婆 外公 姥姥 姥爷 老伴 老妈 老爸 老娘 老爹 老父亲 老母亲 老先生 老两口 老年人 我妈 我爸 爸爸 妈妈
    父亲 母亲 elderly grandma grandpa grandmother grandfather granny grandad mum mom dad mother father
demented | 痴呆 失智 老糊涂 糊涂 不认人 不认路 记性 智力 智障 自闭 自闭症 聋哑 阿尔茨 脑子不 认不得 dementia alzheimer alzheimer's autistic confused
partner | 老公 老婆 丈夫 妻子 男朋友 女朋友 前夫 前男友 男友 女友 两口子 夫妻 对象 爱人 老头子 husband wife boyfriend girlfriend ex partner
stepkin | 后妈 后爸 继父 继母 养父 养母 stepdad stepmom stepfather stepmother
worker | 工人 师傅 工友 民工 小工 老乡 瓦工 木工 钢筋工 电工 焊工 保洁 保安 骑手 外卖员 快递员 同事 操作工 环卫 workers worker colleague courier guard
    cleaner mate coworker
crowd! | 几十 十几 二十 三十 四十 五十 六十 一百 上百 一群 一帮 一伙 两伙 两拨 大家 好多人 一堆人 围着 围了 聚 聚集 堵门 横幅 拉横幅 堵住 工友们 group crowd dozens
    banner blocking
stranger | 陌生人 陌生男 男的 男子 有个男 女的 女人 那人 蒙面 墨镜 stranger man woman guy men
animal | 狗 猫 鸟 鸡 鸭 鹅 蛇 蜂 马蜂 老鼠 柯基 泰迪 金毛 宠物 虫 蟑螂 白蚁 鱼 兔 仓鼠 dog dogs cat cats bird snake wasp hornet bees puppy
    rat pet
thing | 手机 钱包 快递 包裹 玩具 钥匙 书包 电脑 耳机 雨伞 外套 身份证 parcel wallet phone keys bag bike umbrella
faint! | 晕 昏 昏迷 晕倒 昏倒 没反应 没意识 没知觉 不省 叫不醒 喊不醒 摇不醒 喊不应 叫不应 不应声 不动 不动了 动不了 一动不 软了 瘫 倒下 倒地 躺地上 躺着 趴着 不睁眼 翻白眼 迷糊 说胡话
    站不住 栽 栽倒 睡着了 犯困 sleepy unconscious fainted collapsed unresponsive motionless slumped limp dropped awake wake
    responding stiff
breath! | 呼吸 喘 喘不上 没气 断气 憋 憋气 上不来 噎 呛 堵住气 喉咙 嗓子眼 气管 没脉搏 心跳 脉搏 胸口 心口 胸闷 breathing breathe breath choking pulse
    throat wheezing wheeze gasping chest heart airway
blood! | 血 流血 出血 止不住 一滩 血泊 伤口 割 割开 划开 动脉 骨头 露出来 断了 骨折 断指 blood bleeding bleeds wound artery bone cut severed
sick! | 吐 呕 呕吐 拉肚子 抽 抽搐 抽筋 口吐白 发抖 发紫 发青 发黑 惨白 冒冷汗 出汗 冷汗 高烧 发烫 滚烫 烫人 肿 肿了 肿成 过敏 红疹 头晕 头疼 头痛 恶心 流口水 嘴歪 半边 说不出 讲不出
    疼得 痛得 打滚 麻 vomiting vomit seizure convulsing shaking drooling swelling swollen allergic rash dizzy headache
    nausea pale lips purple pink sweating fever stroke numb
birth! | 要生 生了 羊水 破水 临产 孕妇 怀孕 大肚子 头出来 宫缩 pregnant labour labor contractions baby's
heat! | 中暑 热射 太阳 四十度 暴晒 闷 车窗 windows degrees heatstroke heat
hurtbody | 手 脚 腿 胳膊 手指 手臂 头 脖子 脑袋 脸 眼睛 肚子 腰 背 身上 后脑 头发 hand finger arm leg neck head face eyes belly back
water! | 河 江 湖 水库 池塘 水塘 水里 河里 江里 江边 河边 湖边 岸边 堤 桥 桥上 桥下 钱塘江 泳池 游泳 落水 淹 沉 浮 漂 涨潮 潮水 水坑 冲走 冲下 下水 扑腾 呛水 冰面 浪 river
    lake pond pool water canal drown drowning tide bridge riverbank sinking floating embankment
height! | 楼顶 天台 顶楼 阳台 窗台 窗外 窗户 飘窗 栏杆 护栏 女儿墙 屋顶 脚手架 塔吊 吊篮 高处 梯子 架子 空调外 外机 悬 挂着 吊着 边上 边缘 翻出 翻过 跨 探出 半个身 腿在外 坐在 roof
    rooftop balcony ledge window windowsill railing crane scaffold scaffolding ladder terrace edge hanging
    dangling parapet
fall! | 摔 跌 坠 掉 掉下 掉进 滑下 滚下 滑进 栽进 失足 踩空 落下 落进 跳 跳下 往下跳 砸下 砸到 砸中 fell fall falls falling slipped jump jumped
    jumping dropped
pit! | 井 窨井 井口 井盖 竖井 坑 基坑 化粪池 下水道 沟 电梯井 洞 地窖 管道里 储罐 well shaft pit manhole hole septic trench
buried! | 埋 压住 压在 压着 压下 塌 塌方 塌了 倒塌 垮 夹住 夹着 卡住 卡着 卡在 绞 卷进 拔不出 抽不出 出不来 困 困住 被困 锁在 反锁 关在 打不开 buried trapped stuck
    pinned crushed locked caught jammed
machine! | 机器 搅拌机 切割机 冲床 挖机 挖掘机 铲车 叉车 吊车 皮带 电锯 卷帘门 扶梯 压路机 machine excavator forklift belt saw escalator
current! | 触电 电 电线 漏电 电箱 电闸 高压 带电 电缆 麻手 电流 手甩不 插座 插排 打火花 火花 跳闸 wire electric electrocuted shock voltage cable
    sparks socket
fire! | 火 着火 起火 火苗 火光 明火 烧 烧起 烧着 烧到 点着 燃 火星 窜 蹿 烤 红了 橘红 燎 火球 火势 灭火器 救火 消防车 fire flames flame burning burnt ablaze
    blaze sparks ignited firefighters
smoke! | 烟 冒烟 浓烟 黑烟 白烟 烟雾 呛人 呛得 焦味 糊味 焦糊 胶臭 看不清 看不见 烟感 熏 smoke smoky soot fumes
explode! | 炸 爆炸 爆 砰 轰 嘭 轰隆 巨响 一声响 鼓包 exploded explosion bang boom blast exploding
gas! | 煤气 燃气 天然气 液化气 煤气罐 液化罐 钢瓶 气瓶 阀 阀门 灶 灶头 灶台 气表 管道 臭鸡蛋 嘶嘶 呲呲 嗤嗤 漏气 跑气 黄管 气味 gas valve stove hissing rotten
    eggs leak leaking cylinder
co! | 炭 炭火 木炭 炭盆 烧炭 煤炉 热水器 取暖 门窗紧 窗缝 关着窗 发电机 charcoal monoxide coal heater generator
chemical! | 药水 农药 百草枯 除草剂 敌敌畏 老鼠药 消毒液 洁厕 漂白 酸 硫酸 氨 氨气 氯气 氯 化学 毒 中毒 有毒 刺鼻 危化 槽罐 罐车 反应釜 反应罐 压力表 泄漏 汽油 柴油 油桶 petrol
    gasoline chemical acid ammonia chlorine toxic poison poisoned pesticide bleach tank pressure tanker
pills! | 安眠药 药片 药瓶 吞 吞了 吃药 一瓶药 整瓶 一把药 多少颗 几十颗 pills pill tablets overdose swallowed swallow
swallow! | 吞下 咽 误食 误喝 喝了 吃了 硬币 弹珠 果冻 花生 coin peanut peanuts grape bit
farewell! | 再见 永别 告别 别了 保重 来世 下辈子 遗书 遗嘱 遗言 后事 解脱 结束 走了 先走 不用找 别找 对不起 原谅 照顾好 替我 帮我照 交代 最后 太累 撑不 熬不 没意思 不想 活 活着 活够
    死 想死 寻死 了断 墓 骨灰 存折 密码 goodbye farewell bye sorry forgive note letters letter final anymore alive die dying
    dead death suicide kill tonight peace burden pointless
selfharm! | 割腕 手腕 刀片 绳子 上吊 吊死 跳楼 轻生 自杀 寻短 想不开 绝食 自残 wrist wrists razor rope noose blade
gone! | 不见 不见了 没影 找不到 找不着 没找到 失踪 走失 走丢 丢了 没回来 没回家 没到家 没到 失联 关机 没接到 联系不 没消息 没下落 寻 到处找 广播 监控 被接走 接走 抱走 拐 带走 拖走 拉走
    missing lost disappeared vanished gone nowhere abducted kidnapped
wear | 穿 红衣服 外套 校服 拖鞋 睡衣 书包 身高 没带 赤脚 wearing wore jacket barefoot pajamas slippers hoodie
absent! | 好几天 三天 两天 四天 没出门 没开门 没人应 不开门 敲门 没动静 没露面 独居 门缝 异味 牛奶 报纸 knocked knocking answering answers
hit! | 打 打人 打我 揍 殴 扇 耳光 踢 踹 掐 掐住 勒 捂 按在 按住 拖 拽 扯 推 皮带 抽 砸 撞墙 往死里 拳头 巴掌 鞭 棍 hit hits hitting beat beats beating
    punch punched kick kicking slap slapped choke strangle dragging dragged drags grabbed belt bruises burns
weapon! | 刀 菜刀 砍 捅 持刀 匕首 斧 锤 榔头 铁棍 钢管 棍子 铁锹 镐 砖头 酒瓶 枪 剪刀 油壶 泼 knife machete axe hammer gun bat pipe brick bricks
    stabbed weapon
fight! | 打架 打起 干架 动手 对打 扭打 斗 群殴 互殴 围殴 约架 闹事 抄家伙 见血 fighting fight brawl
threat! | 威胁 恐吓 要杀 杀 弄死 砍死 打死 灭口 跟踪 尾随 堵我 堵在 追 追着 踹门 砸门 撬 撬门 闯 闯进 翻墙 绑 绑架 抢 抢劫 劫 强奸 猥亵 摸 拖上 拉上车 锁门 扣着 不让走 不让出
    threatening threatens kidnap chasing chased following robbed rape assault door
hide! | 躲 躲在 藏 床底 卫生间 厕所里 不敢出 小声 悄悄 偷偷打 打字 别回电 假装 hide hiding hidden whisper quiet pretend bathroom
scream! | 救命 惨叫 尖叫 呼救 哭喊 大哭 哭 喊 叫声 求救 拍门 敲 scream screaming screams crying shouting yelling help sos banging
    tapping
neglect! | 没饭 饿 饿着 没吃 不给吃 拴 绑在 关着 关杂物 不给 虐待 淤青 伤疤 烟头烫 鞭痕 starving hungry chained tied bruise marks abused
crack! | 裂 裂缝 开裂 缝 墙 承重墙 梁 柱 柱子 楼板 天花板 掉渣 掉块 掉皮 倾 斜 歪 下沉 鼓 鼓出 咔 咔咔 嘎吱 crack cracking cracks wall ceiling beam
    pillar collapse collapsing leaning tilting chunks groaning
lift! | 电梯 货梯 轿厢 升降机 梯门 按铃 对讲 楼层 lift elevator
vehicle | 车 汽车 货车 轿车 大巴 公交 校车 电瓶车 电动车 摩托 水泥车 渣土车 司机 撞 追尾 刹车 翻车 车底 轮子 车轮 碾 car truck bus van scooter driver crash
    crashed wheel lorry mixer cyclist hit-and-run
wage | 工资 工钱 薪 欠薪 血汗钱 讨薪 工程款 没发 不发 欠 老板 包工头 跑路 项目部 wages wage paid pay unpaid boss salary owed
now | 现在 刚刚 刚才 刚 正在 正 这会 这会儿 此刻 眼下 马上 立刻 快要 就要 要掉 眼看 越来越 还在 一直在 突然 忽然 一下子 今晚 这时 now just still right currently
    suddenly minutes getting seconds already
urgent | 快 快来 快点 快快 赶紧 赶快 求 求求 救 救救 急 来人 派人 报警 救护车 怎么办 要不要 来不及 hurry please quick quickly urgent emergency
    ambulance send asap police come
past | 昨天 昨晚 前天 上周 上个月 上次 去年 以前 当时 那天 那次 那会 前几天 早上 后来 之前 曾经 过 过了 年前 小时候 yesterday ago last week month year
    earlier was were had
over | 找到 找着 回来了 到家 没事 没事了 好了 已经好 灭了 扑灭 救下 救上 出院 住院 安全 脱险 修好 解决 处理 关了 关掉 拔了 散了 走了 劝开 和好 撤 结掉 消掉 取消 放心 平安 虚惊 误报
    确认 接回 接走了 送医 送医院 带走了 found home safe fine okay ok resolved fixed fixing better cancel alarm false treated
    discharged recovered already
nobody | 没人 没有人 无人 空的 里面没 人没事 没伤 没受伤 没碰到 没砸到 还好 幸好 好在 幸亏 差点 险些 nobody empty unhurt luckily nobody's hurt injured
    injuries
ask | 请问 咨询 想问 问问 问一下 问下 吗 怎么 哪里 多久 多少 能不能 可以 需要 要不要 是否 手续 申请 登记 办 办理 预约 流程 how where which what can could
    should would any
suggest | 建议 希望 最好 提个 应该 能否 增设 加装 装个 多 宣传 讲座 培训 演练 演习 普法 海报 课 suggest suggestion hope recommend propose training
    drill course
maybe | 怕 担心 万一 如果 要是 迟早 早晚 哪天 可能 容易 会 隐患 风险 真要 假如 if might may worry worried afraid risk someday
fiction | 电影 电视 电视剧 剧 小说 游戏 视频 抖音 直播 广告 招牌 店名 歌 梦 开玩笑 玩笑 比喻 剧本 密室 表演 拍戏 道具 段子 网上 朋友圈 movie film show game novel
    joke lol haha
figure | 气得 气炸 气死 笑死 累死 热死 吵死 烦死 急死 吓死 要命 抓狂 崩溃 火大 冒火 上火 头大 吐血 心疼 跳楼价 血压 命苦 crazy killing
money | 钱 元 块 万 押金 退款 退费 赔 赔偿 费 价格 收费 发票 定金 租金 转账 money refund deposit fee rmb yuan compensation paid
routine | 每天 天天 经常 总是 老是 每次 一直 长期 三个月 半年 一年 多年 好几次 多次 反映 投诉 报修 维修 检修 物业 业委会 居委 社区 保修 换新 等 排队 every always often
    months complained report
noise | 吵 噪音 响 声音 吵醒 睡不着 扰民 音响 唱歌 跳舞 装修 施工 打桩 敲敲 noise noisy loud sleep music
"""


def _read(table: str) -> dict[str, set[str]]:
    """Return the notions of each word as it stands among the runs; indented lines go on with the row before."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in table.strip().replace("\n    ", " ").splitlines():
        name, _, words = row.partition(" | ")
        for word in words.split():
            found[f"_{word}" if word.isascii() else word].add(f"#{name}")
    return dict(found)


NOTIONS = _read(_TABLE)
GRAVE = frozenset(name for names in NOTIONS.values() for name in names if name.endswith("!"))


def notions(runs: Set[str]) -> set[str]:
    """Return the notions of a text with these `runs`, and every two of them together."""
    found = sorted(set().union(*map(NOTIONS.__getitem__, NOTIONS.keys() & runs)))
    return {*found, *map("".join, itertools.combinations(found, 2))}
