"""What a phone knows of danger by itself: plain words, for the moment before anybody can be asked.

A few characters cannot hold the tables; they only begin what `understand` decides as soon as the phone reaches us. On the
examples, of which a third were written to avoid the plain words, they see nearly half of what is an emergency and stop one
calm text in ten (tests/complaints/test_glance.py holds both).
It is read by browsers that are years old: no lookbehind. The phone looks at what was typed in lower case without spaces.
"""

# Feared, over, invented, or about money: these texts wait for the judgement of the tables.
_CALMING = (
    "防|万一|哪天|担心|怕[哪会被漏着爆]|差点|上[周个]|去年|[之以]前|没[打动冒爆]|会[着爆]|像[着打]|建议|请问|感谢|赔|"
    "游戏|找[回到]|猫|昨[天晚].?[打着失漏被]|退|吗$"
)
_ALARMING = "|".join(
    (
        "煤气味|[气罐瓶].{0,6}[漏断响]|[漏放跑]气|炭|gas.?leak|smell.{0,5}gas",
        "[着起失冒]火|着了|火苗|烧[起着焦糊了]|[浓黑是有冒]烟|爆炸|炸了|[触漏]电|smoke|burn",
        "被困|困[在人]|[墙梁].{0,9}[裂塌]|[关卡]在|电梯.{0,9}[关卡掉坠]",
        "[要往想]跳|跳[楼河江]|轻生|自[杀残]|不想活|活不|死在|割腕|遗[书言]|[眠农]药|上吊|撑不|[站坐爬].{0,9}(楼顶|天台|栏杆|窗|桥|塔吊)",
        "昏|晕倒|倒[在地]|呼吸|喘不|不动|叫不|胸口|[流多吐出]血|溺|[落掉].{0,3}[水河江]|中毒|羊水|压[住在]|breath|bleed",
        "打我|打架(?![子一])|打[起得人]|打.?[老妈爸婆孩女]|被打|家暴|[持动拿].{0,5}[刀棍斧]|砍[人我]|捅|杀[人我]|救[命我]|抢[劫了走]|强奸|猥亵|掐|踹|砸门|躲|反锁|"
        "皮带|动手|快来|beat|knife",
        "走[失丢]|失踪|没有?回|没到[家学]|关机|[孩宝娃岁].{0,7}[锁关独伤青]",
        "工[资钱].{0,16}[堵幅爬围聚坐]|[十百].{0,4}[人工].{0,12}[薪钱资]",
    )
)

GLANCE = f"^(?!.*({_CALMING})).*({_ALARMING})"
