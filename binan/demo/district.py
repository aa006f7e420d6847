"""Units and places of the demo district, as data (domain.md §2). Only codes that a public source confirms stand here."""

from __future__ import annotations

from hashlib import sha256

from binan.kit.codes import ALPHABET
from governance.models import Place, Unit

DISTRICT = ("BJ", "滨江区", "330108")
# Key, name, code; the communities in the order of the list they come from, those of uncertain street among them.
SUBDISTRICTS = (
    ("XX", "西兴街道", "330108001",
     "XILING 西陵 SHUIDIAN 水电 MIAOHOUWANG 庙后王 XIANGQIFANG 襄七房 XIXING 西兴 WENXIN 温馨 MAHU 马湖 XIETONG 协同 GONGLIAN 共联"
     " XINGMIN 星民 QIJIAZHA 七甲闸 XINZHOU 新州 JINDONGFANG 金东方 AOTI 奥体 BINHE 滨和 DANFENG 丹枫 GUANHE 官河"),
    ("CH", "长河街道", "330108002",
     "TIANGUAN 天官 ZHONGXING 中兴 JIANGER 江二 CHANGHE 长河 JIANGYI 江一 JIANGSAN 江三 CHANGYI 长一 CHANGER 长二 WENTAO 闻涛"
     " YUEMING 月明 JINGDU 晶都 SHANYI 山一 ZHANGJIACUN 张家村 TANGJIAJING 汤家井 TANGZIYAN 塘子堰 FUJIAZHI 傅家峙"
     " TANGJIAQIAO 汤家桥 BAIMAHU 白马湖 JIANGNAN 江南 BINSHENG 滨盛 XINGGUANG 星光产业"),
    ("PY", "浦沿街道", "330108003",
     "GUANSHAN 冠山 QIANCHAO 钱潮 GUANCHAO 观潮 JIANGHAN 江汉 XINPU 新浦 ZHIJIANG 之江 LIANZHUANG 联庄 YANGJIADUN 杨家墩"
     " GUANER 冠二 DONGGUAN 东冠 YANDAFANG 岩大房 BINWEN 滨文 CAIHONG 彩虹 LIUHE 六和 XINSHENG 新生 PULIAN 浦联 GUANYI 冠一"
     " SHANER 山二 DONGXIN 东信 XIPU 西浦 XIANGNAN 向南 XINCHENG 信诚 MINGDE 明德"),
)  # fmt: skip
VERIFIED = {"PY-DONGGUAN": "330108003006"}  # the one community whose code a public source confirms
KINDS = {"CH-XINGGUANG": Unit.Kind.INDUSTRIAL, "CH-ZHONGXING": Unit.Kind.MIXED, "PY-DONGXIN": Unit.Kind.MIXED}
GRIDS = ("第一网格", "第二网格")
PHONE = "+865718765{:04d}"  # invented

# Unit, kind, name. Estates of complaints are invented; what is real stands here as a place only (domain.md §2.3).
PLACES = (
    ("PY-DONGGUAN-G01", Place.Kind.ENTRANCE, "观潮名苑6幢2单元"),
    ("PY-DONGGUAN-G01", Place.Kind.ENTRANCE, "观潮名苑6幢1单元"),
    ("PY-DONGGUAN-G01", Place.Kind.GATE, "观潮名苑南门岗"),
    ("PY-DONGGUAN-G01", Place.Kind.LIFT, "观潮名苑8幢1号电梯"),
    ("PY-DONGGUAN-G02", Place.Kind.GATE, "江畔锦园北门岗"),
    ("PY-DONGGUAN-G02", Place.Kind.ENTRANCE, "江畔锦园3幢1单元"),
    ("PY-DONGGUAN-G02", Place.Kind.SHOP, "江畔锦园沿街商铺"),
    ("PY-DONGGUAN", Place.Kind.PUBLIC, "东冠社区文化公园"),
    ("PY-CAIHONG-G01", Place.Kind.ENTRANCE, "潮声里2幢1单元"),
    ("PY-CAIHONG-G01", Place.Kind.LIFT, "潮声里2幢电梯"),
    ("PY-DONGXIN", Place.Kind.LOBBY, "启迪楼大堂（东信大道66号）"),
    ("PY-BINWEN", Place.Kind.SHOP, "宝龙城（滨盛路3867号）"),
    ("CH-ZHONGXING", Place.Kind.PARK, "华业科技产业园"),
    ("CH-ZHONGXING-G01", Place.Kind.LOBBY, "智汇谷产业园3号楼大堂"),
    ("CH-ZHONGXING-G01", Place.Kind.GATE, "云帆公寓门岗"),
    ("CH-ZHONGXING-G02", Place.Kind.ENTRANCE, "云帆公寓5幢1单元"),
    ("CH-XINGGUANG", Place.Kind.LOBBY, "苏泊尔大厦大堂"),
    ("CH-XINGGUANG", Place.Kind.PARK, "明湖科创园"),
    ("CH-XINGGUANG", Place.Kind.PUBLIC, "江陵路地铁口"),
    ("XX-XINGMIN-G01", Place.Kind.SHOP, "星耀城（江陵路1916号）"),
    ("XX-AOTI", Place.Kind.PUBLIC, "奥体地铁口"),
)  # fmt: skip
FIXED_CODES = {"观潮名苑6幢2单元": "DEM0GCMY62", "华业科技产业园": "DEM0HYKJ01"}  # interface.md
LANDING = FIXED_CODES["观潮名苑6幢2单元"]


def place_code(name: str) -> str:
    """The code of a demo place: the same on every machine, and no address in it."""
    if name in FIXED_CODES:
        return FIXED_CODES[name]
    number = int.from_bytes(sha256(f"滨安码演示 {name}".encode()).digest())
    return "".join(ALPHABET[number >> 5 * n & 31] for n in range(10))


def station_name(community: str) -> str:
    """What a community's window is called."""
    return f"{community}服务窗口"
