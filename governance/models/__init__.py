from governance.levels import Level
from governance.models.place import Place
from governance.models.staff import Duty, Post, Staff
from governance.models.unit import Unit
from governance.models.workday import Workday

__all__ = ["Duty", "Level", "Place", "Post", "Staff", "Unit", "Workday"]
