"""The accounts of `interface.md`: user name, invented name (surname and a solar term), role, unit."""

from __future__ import annotations

from governance.roles import Role

PEOPLE = (
    ("shegong1", "王小满", Role.SOCIAL_WORKER, "PY-DONGGUAN"),
    ("shegong2", "李谷雨", Role.SOCIAL_WORKER, "PY-DONGGUAN"),
    ("shegong9", "赵白露", Role.SOCIAL_WORKER, "CH-ZHONGXING"),
    ("shuji1", "周立夏", Role.COMMUNITY_HEAD, "PY-DONGGUAN"),
    ("wangge1", "陈秋分", Role.GRID_WORKER, "PY-DONGGUAN-G01"),
    ("jiedao1", "孙惊蛰", Role.SUBDISTRICT_DISPATCHER, "PY"),
    ("quji1", "吴清明", Role.DISTRICT_DUTY, "BJ"),
    ("tiaojie1", "钱芒种", Role.MEDIATOR, None),
    ("hebin1", "冯小雪", Role.MEDIATOR, None),
    ("shenji1", "郑寒露", Role.AUDITOR, None),
)
# Who shares the roster with them; the same password.
COLLEAGUES = (
    ("shegong3", "何春分", Role.SOCIAL_WORKER, "PY-DONGGUAN"),
    ("shegong4", "沈霜降", Role.SOCIAL_WORKER, "PY-DONGGUAN"),
    ("shegong5", "韩立冬", Role.SOCIAL_WORKER, "PY-DONGGUAN"),
    ("shegong10", "朱夏至", Role.SOCIAL_WORKER, "CH-ZHONGXING"),
    ("shegong11", "秦小暑", Role.SOCIAL_WORKER, "CH-ZHONGXING"),
    ("shegong12", "许立秋", Role.SOCIAL_WORKER, "CH-ZHONGXING"),
    ("jiedao2", "吕处暑", Role.SUBDISTRICT_DISPATCHER, "PY"),
    ("jiedao3", "施冬至", Role.SUBDISTRICT_DISPATCHER, "PY"),
    ("quji2", "张大寒", Role.DISTRICT_DUTY, "BJ"),
    ("quji3", "孔立春", Role.DISTRICT_DUTY, "BJ"),
)
# Who mediates besides them; the same password.
MEDIATORS = (
    ("tiaojie2", "尤谷雨", Role.MEDIATOR, None),
    ("hebin2", "蒋小寒", Role.MEDIATOR, None),
    ("hr1", "褚大暑", Role.MEDIATOR, None),
    ("xixing1", "卫雨水", Role.MEDIATOR, None),
    ("changhe1", "曹白露", Role.MEDIATOR, None),
)
MOBILE = "+86138001382{:02d}"  # invented
ADMIN = ("admin", "系统管理员")
