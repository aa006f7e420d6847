"""The tree of categories (domain.md §3.2) as one table.

Columns: code, name, usual urgency, first handler, may it be mediated, type in the Ministry of Justice's
people's-mediation statistics, code of the 综治 base-data standard. Where the tree gives two levels ("P2, 大量 P1")
the row holds the lower one and `levels.py` says what raises it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """One leaf of the tree. `urgency` is "P0".."P3"; `moj` and `gb` are "" where the tree has no mapping."""

    code: str
    name: str
    urgency: str
    handler: str
    mediable: bool
    moj: str
    gb: str


_TREE = """
NOI-01|楼上室内活动噪声|P2|社区社工|Y|邻里|0203
NOI-02|装修噪声|P2|社区+物业→城管|Y|邻里/物业|0203
NOI-03|广场舞、音响、KTV 噪声|P2|社区→派出所|Y|邻里|0203
NOI-04|夜间施工噪声|P1|街道→城管/生态环境|N|环境污染|0504
NOI-05|设备噪声|P2|物业→街道|Y|物业|0402
NEI-01|漏水渗水|P2|社区+物业|Y|邻里/损害赔偿|0201
NEI-02|采光通风、雨棚、晾衣、空调位|P2|社区→和滨江|Y|邻里/物业|0202
NEI-03|摄像头、可视门铃侵犯隐私|P2|社区→和滨江|Y|邻里|0302
NEI-04|楼道堆物、占用公共部位|P2|物业+网格|Y|邻里|0299
NEI-05|高空抛物|P1|社区+派出所|N|损害赔偿|0599
NEI-06|毁绿种菜、占用公共绿地|P2|物业→城管|Y|邻里|1104
PET-01|犬只扰民、不牵绳、粪便|P2|社区→派出所/城管|Y|邻里|0299
PET-02|犬只伤人|P1|派出所+社区|Y|损害赔偿|0599
PET-03|流浪动物、违规饲养家禽|P3|社区→城管|N|邻里|0299
PRO-01|物业费争议|P2|和滨江|Y|物业|0402
PRO-02|物业服务差|P2|社区→街道住建|Y|物业|0402
PRO-03|业委会、公共收益、维修基金|P2|街道→住建|Y|物业|0402
PRO-04|电梯故障|P1|物业+96333/119|N|物业|0402
PRO-05|停车位、地库管理费|P2|物业+社区|Y|物业|0402
HOU-01|群租、隔断|P2|社区+派出所+住建|N|其他|0602
HOU-02|租赁押金、退租|P2|社区调委会|Y|合同|0602
HOU-03|违章搭建|P2|街道→城管|Y|其他|1103
HOU-04|房屋安全|P1|街道→住建|N|其他|1199
CIT-01|垃圾分类、清运、异味|P2|物业→城管|N|其他|1104
CIT-02|餐饮油烟、烧烤烟|P2|街道→城管|Y|环境污染|0504
CIT-03|占道经营、流动摊|P2|城管|N|其他|1301
CIT-04|污水外溢、下水道堵|P1|物业→市政|N|其他|1104
CIT-05|共享单车乱停|P3|街道→城管/企业|N|其他|1104
CIT-06|井盖、路灯、路面破损|P2|市政|N|其他|1104
TRA-01|违停、堵消防通道|P2|物业+交警/消防|N|其他|1305
TRA-02|学校周边拥堵、护学岗|P2|街道+交警+学校|N|其他|1305
TRA-03|轻微事故赔偿争执|P1|交警→调委会|Y|道路交通|0503
SAF-01|燃气泄漏、异味|P0|119/燃气+社区+街道|N||02
SAF-02|火情、冒烟|P0|119+全级|N||02
SAF-03|电动车楼道充电、飞线、电池上楼|P1|网格+物业→消防|N||02
SAF-04|消防设施损坏、通道锁闭|P1|物业→消防|N||02
SAF-05|自伤轻生风险|P0|110/120+社区心理|N||01
SAF-06|溺水、坠落、触电等人身危险|P0|110/119/120|N||99
SEC-01|打架斗殴、持械|P0|110|N|损害赔偿|0303
SEC-02|家庭暴力|P0|110+妇联|N|婚姻家庭|0101
SEC-03|盗窃、诈骗、可疑人员|P1|派出所|N||1401
SEC-04|走失老人、儿童|P0|110+社区全员|N||99
FAM-01|夫妻、赡养、抚养、继承|P2|社区调委会+妇联|Y|婚姻家庭|01
FAM-02|未成年人受侵害线索|P0|110+民政/妇联(强制报告)|N||99
LAB-01|拖欠工资(个人)|P1|HR联盟/劳动监察|Y|劳动争议|0703
LAB-02|群体讨薪|P0|勤务联动组+派出所+劳动监察|Y|劳动争议|0703
LAB-03|解除合同、补偿、社保|P2|HR联盟|Y|劳动争议|0701/0702
LAB-04|工伤|P1|人社+HR联盟|Y|劳动争议|0799
ENT-01|园区物业、租金、水电|P2|微中心矛盾调解组|Y|合同/物业|0602
ENT-02|企业间合同、知识产权|P2|微中心法律服务组|Y|生产经营/知识产权|1001
ENT-03|安全生产隐患|P1|安全生产组→应急|N||1304
ENT-04|助企诉求|P3|办公室(绿色通道)|N||99
CON-01|预付卡、退费、消费|P2|市场监管(12315)|Y|消费|0601
EDU-01|校园、培训、医疗纠纷|P2|教育/卫健|Y|医疗/其他|0501/0502
GOV-01|政策办事咨询|P3|社区/12345|N||
GOV-02|意见建议、表扬|P3|社区|N||
GOV-03|干部作风、举报违纪|P2|转纪检监察(不进社区池)|N||1502
OTH-00|无效、骚扰、测试|P3|人工复核后标记|N||
"""


def _category(line: str) -> Category:
    code, name, urgency, handler, mediable, moj, gb = line.split("|")
    return Category(code, name, urgency, handler, mediable == "Y", moj, gb)


CATEGORIES: dict[str, Category] = {row.code: row for row in map(_category, _TREE.split("\n")[1:-1])}
