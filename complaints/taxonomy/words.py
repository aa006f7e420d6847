"""Groups of words that several rules share, written <名> in the rule tables. `_` stands for a space, `*` ends a stem."""

WORDS = """
楼上 | 楼上 上面那户 上面那家 上面邻居 上面住 上面的邻居 我上面 我家上面 头顶 天花板上 顶上那 顶上住户 上层住户 above upstairs overhead
邻居 | 楼上 楼下 隔壁 邻居 对门 对面 邻里 楼下住户 同楼层 那户 那家 住户 next_door neighbour* neighbor* upstairs downstairs above
夜 | 半夜 夜里 夜间 凌晨 深夜 晚上 通宵 整夜 整宿 一夜 夜晚 十点 十一点 十二点 大半夜 午夜 后半夜 彻夜 昼夜 天亮 midnight night nights late 2_am 3_am
    1_am
吵 | 吵 噪音 噪声 扰民 响 声音 动静 震 睡不着 没法睡 睡不好 睡不了 吵醒 失眠 刺耳 轰鸣 咚咚 砰砰 咣当 哐当 嗡嗡 隔音 闹 休息不 没法休息 影响休息 noise noisy loud
    loudly sleep
孩子 | 孩子 小孩 儿子 女儿 小朋友 学生 宝宝 娃 child* kid kids son daughter
物业 | 物业 管家 property_management management_company
钱 | 钱 元 块 万 费用 费 money yuan
不退 | 不退 退不 不肯退 不给退 拒绝退 退款 退费 退钱 退还 不还 没退 扣押 不予退 refund return
赔 | 赔 赔偿 医药费 医疗费 误工费 修车费 维修费 compensat*
堵 | 堵 占 挡 停满 过不去 过不了 走不了 没法走 侧着身 block* park*
坏 | 坏 故障 失灵 不亮 破损 没修 不修 报修 维修 停用 停运 broken repair* fix*
公司 | 公司 老板 单位 企业 厂里 工厂 厂家 店里 餐馆 用人单位 领导 人事 hr boss employer company
园区 | 园区 产业园 科创园 孵化器 写字楼 商务楼 创业园 科技园 众创空间 办公楼 创意园 运营方 商务楼宇
问 | 请问 咨询 怎么办理 怎么办 怎么申请 怎么弄 怎么交 怎么缴 怎么查 怎么补 怎么改 如何 哪里办 去哪 到哪里 哪里可以 哪里能 在哪 哪儿 什么时候 几点 需要什么 要什么材料 什么材料 哪些材料
    哪些证件 带什么 要带 要准备 什么手续 什么条件 能不能办 可以办 还能 怎么续 怎么预约 多久 想问 问一下 想了解 了解一下 是真的吗 吗? how where when which can_i
    documents opening_hours
车 | 车 汽车 私家车 轿车 面包车 电动车 电瓶车 货车 car cars vehicle
学校 | 学校 小学 中学 幼儿园 校门 初中 高中 school kindergarten
闻 | 臭 味道 异味 气味 恶臭 熏 味 smell* stink*
电动车 | 电动车 电瓶车 电动自行车 电瓶 电动摩托 小电驴 电驴 e-bike e-bikes e_bike electric_bike* e-scooter*
人工 | 工地 施工 工程 打桩 挖机 挖掘机 搅拌车 浇混凝土 浇筑 混凝土 渣土车 破碎机 压路机 塔吊 construction
"""
