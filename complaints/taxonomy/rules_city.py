"""Which words speak for which category: streets and cleanliness, traffic, fire safety, public order.

Same columns as `rules_home.py`. The rows of SAF and SEC categories speak where no row of the danger tables stands;
the category is then proposed without alarm.
"""

RULES_CITY = """
CIT-01 6 | 垃圾 厨余 垃圾桶 垃圾房 垃圾分类 投放点 清运 撤桶 建筑垃圾 装修垃圾 垃圾站 蛆 小广告 garbage rubbish trash bins | !扔下来 往下扔 高空 从窗户
    从窗口 从楼上 烧垃圾 翻垃圾 烟头
CIT-01 5 | 渣土 废料 树叶 旧家具 马桶 | 倒 扔 烧 倾倒
CIT-01 3 | 臭 苍蝇 老鼠 蟑螂 脏 异味 蚊虫 | !下水 污水 粪 油烟 鞋柜 狗 鸡 猫 废品 外卖 菜 overflowing
CIT-01 2 | 臭气熏天 没人清 没清运 overflow*
CIT-02 7 | 油烟 烧烤 烧烤店 烤串 烤鱼 烤肉 火锅 火锅味 炸鸡 孜然 炒菜馆 排烟口 油烟机 烟道 油味 牛油味 羊肉味 cooking_smoke greasy barbecue | 味 烟 熏
    呛 窗 排 飘 直排 倒灌 净化器 咳 衣服 难受 烟雾 油 smoke smell*
CIT-02 5 | 饭店 餐馆 餐厅 烧烤 火锅店 快餐 烤 夜宵 小吃店 排烟 restaurant | 油烟 烟 味 熏 呛 smoke smell* | !抽烟 烟头 风机 吵 猜拳 冒烟 着火
CIT-02 4 | 油烟
CIT-03 8 | 占道 流动摊 摊贩 小贩 摆摊 地摊 出店经营 推车 夜市摊 跨门经营 摊位 摆到路 摆到人行道 street_vendor* vendors stalls
CIT-03 5 | 卖 | 人行道 非机动车道 路边 路口 地铁口 门口一排 占着 | !房 退 假
CIT-03 5 | 卖水果 卖菜 卖早点 皮卡 三轮车卖 | 喊 停在 路 门口 桥头
CIT-03 4 | 摊子 桌椅 摆到 | 路中间 人行道 路面 马路 盲道
CIT-04 8 | 化粪池 下水道 污水 粪水 窨井冒 返水 污水管 雨水井 马桶堵 地漏 脏水 臭水 黑水 管道堵 内涝 下水管 sewage sewer drain | 满 冒 堵 溢 流 返 涌 破 外溢
    倒灌 臭 积水 漫 喷 block* overflow* | !垃圾发酵 井盖
CIT-04 6 | 管道爆 水管爆 水流成河 路面冒水 自来水管 | 路 马路 路边 路面
CIT-04 6 | 积水 内涝 雨水井 淹 | 膝盖 排水 堵 大雨 下雨 台阶 抽水 路 | !天花板 楼上 漏 地板
CIT-05 8 | 共享单车 共享电单车 小黄车 小蓝车 共享车 共享电动车 哈啰 单车 shared_bike* shared_bicycle* bike_share* | !被偷 童车 偷
CIT-06 8 | 井盖 窨井盖 路灯 坑坑洼洼 路面 地砖 路灯杆 塌陷 街灯 坑洼 减速带 盲道砖 street_lamp street_light* streetlight* manhole
    pothole* | !砸地砖 占 装修
CIT-06 6 | 下水盖 盖子 盖板 | 碎 塌 洞 没 缺 翘 松
CIT-06 4 | 人行道 步道 马路 道路 pavement sidewalk | 松动 翘 坑 破 不平 砖 塌 黑 摔 | !卖 摆 占
TRA-01 8 | 违停 乱停车 僵尸车 挪车 消防通道 消防车道 消防车 生命通道 救护车道 double_parked fire_lane illegal_parking illegally_parked |
    车 停 堵 占 挪 park* car* | !锁着 锁闭 锁了 纸箱 杂物 家具 共享 单车乱 学校
TRA-01 5 | 车 车辆 面包车 货车 私家车 大车 cars | 停在 停满 停了 乱停 堵在 堵门 堵死 占着 挡住 出入口 路边 单元门口 会车 出不去 park* | !共享 单车 车位 砸 砸穿 偷
    追尾 电瓶车 电动车 蹭 刮 锁被剪 车没了 学校 小学 幼儿园 产权
TRA-01 5 | 僵尸车
TRA-01 5 | 大巴 面包车 货车 大车 越野车 | 停在 停着 挡
TRA-01 3 | 违停 消防车道 fire_lane
TRA-02 8 | <学校> 放学 上学 校门口 接送 | 堵 拥堵 三排 交警 护学 斑马线 红绿灯 车太快 乱停 接送 家长车 指挥 学校门口 小学门口 traffic | !同学 老师 午餐 瓷砖 咬 积水
    污水 摊 推车 炸串 炸 卖 外墙 面砖 转学
TRA-02 4 | 护学岗 护学 家长车 school_traffic
TRA-03 7 | 追尾 刮蹭 剐蹭 蹭了 刮了 撞了 撞我 被撞 车祸 交通事故 责任认定 对半责任 事故认定 撞伤 擦破 碰撞 collision scratched_my_car hit_my_car |
    赔 保险 责任 不肯 修车 误工 交警 谈不拢 电话 对方 私了 定损 fault insurance pay | !上班路上 工伤
TRA-03 3 | 追尾 刮蹭 剐蹭 责任认定 交通事故 被车撞 骑车撞 撞坏 刮花
SAF-01 -4 | 怎么申请 安装 讲座 请问 安检
SAF-01 3 | 煤气味 燃气泄漏 煤气泄漏 漏气 煤气漏 gas_leak | !轮胎 空调
SAF-01 3 | 一氧化碳 | !建议 讲座 安装
SAF-02 4 | 着火 着过火 起火 失火 火灾 冒烟 火情 扑灭 着了火 fire | 昨天 上周 前天 已 烧坏 熏 消防 扑灭 put_out yesterday | !充电 飞线 灭火器过期 容易 万一
SAF-02 2 | 冒烟 着火 起火 消防员
SAF-03 8 | <电动车> 电池 | 充电 上楼 进电梯 飞线 拎 插着 插线板 停在楼道 楼道 门厅 推进电梯 入户 回家充 家里充 带回家 拉线 拉根线 进楼 charg* hallway
    stairwell | !偷 被盗 充电桩 盖章 充电费 赔 撞 自己烧 起火烧 烧坏 轮胎
SAF-03 7 | 飞线充电 飞线 楼道充电 拉线充电 电池上楼 电瓶上楼 私拉电线 乱拉电线 拉电线
SAF-04 8 | 消火栓 消防栓 灭火器 烟感 喷淋 应急灯 疏散指示 防火门 消防设施 消防水带 报警器 安全出口 逃生门 消防门 消防通道 疏散通道 消防箱 fire_extinguisher*
    fire_exit fire_door smoke_detector* | 坏 过期 没有 没水 锁 打不开 误报 拆 归零 失效 缺 水带 顶着 没换 不响 损坏 关着 缠 常闭 lock*
    expired broken missing | !车 停满 建议 讲座 培训 堆满 电动车 电瓶车 杂物
SAF-04 5 | 云梯车 登高面 消防登高 消防车 | 花坛 开不进 隔离墩 限高 铁门 石墩
SAF-04 5 | 消防通道 安全出口 逃生门 疏散门 通道门 | 锁 锁着 锁了 铁链 封 锁闭 lock*
SAF-04 3 | 灭火器 消火栓 消防栓 烟感 防火门 喷淋
SEC-01 4 | 打架 打过架 斗殴 动手 打人 被打 打了我 打伤 fight* beaten | 派出所 昨天 上周 前天 笔录 巡逻 医药费 警察 劝开 赔 和好 报警 yesterday police
    | !没有动手 没动手 同学 学校 电视 老公 狗 猫
SEC-03 7 | 被偷 偷走 偷了 被盗 盗窃 小偷 进贼 撬 顺走 失窃 偷窃 扒手 贼 stolen stole thief burglar* burglary | !偷工减料 偷拍 偷偷 防贼 贵得
SEC-03 7 | 诈骗 骗子 被骗 骗了 骗走 冒充 电信诈骗 传销 假客服 刷单被 杀猪盘 scam* fraud | !手机店 商家 老板 中介 房东 培训 推销卡 店员
SEC-03 6 | 可疑 陌生人 陌生男 鬼鬼祟祟 转悠 踩点 做记号 转门把 尾随 跟踪 suspicious stranger | !群租 隔成 单间 门禁
SEC-03 6 | 锁被剪 被剪断 车没了 被划了 砸车窗 车窗被砸
SEC-03 4 | 被人拿走 不见了 被拿 丢了 少了 | 监控 怀疑 快递 车 包裹 外卖 查
SEC-03 3 | 保健品 转账 转出去 | 骗 老人 爸 妈 万
SEC-04 3 | 走失 走丢 失踪 missing | !鹦鹉 鸟 猫 狗 玩具 回执
"""
