from governance.levels import Level
from governance.models.place import Place
from governance.models.presence import Presence
from governance.models.staff import Duty, Post, Staff
from governance.models.unit import Unit

__all__ = ["Duty", "Level", "Place", "Post", "Presence", "Staff", "Unit"]
