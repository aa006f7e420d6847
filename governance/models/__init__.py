from governance.levels import Level
from governance.models.audit import AuditAnchor, AuditEntry, AuditHead
from governance.models.place import Place
from governance.models.plate import CodeDay, FormerCode, PlateEvent, PrintRun
from governance.models.presence import Presence
from governance.models.roster import Absence, HandoverNote, Shift, StationHour, Swap
from governance.models.session import StaffSession
from governance.models.staff import Duty, Post, Staff
from governance.models.unit import Unit
from governance.models.workday import Workday

__all__ = [
    "Absence", "AuditAnchor", "AuditEntry", "AuditHead", "CodeDay", "Duty", "FormerCode", "HandoverNote", "Level", "Place",
    "PlateEvent", "Post", "Presence", "PrintRun", "Shift", "Staff", "StaffSession", "StationHour", "Swap", "Unit", "Workday",
]  # fmt: skip
