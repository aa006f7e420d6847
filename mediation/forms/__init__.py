from mediation.forms.application import ApplyForm
from mediation.forms.command import FAULTY
from mediation.forms.verbs import FORMS, VerbForm

__all__ = ["FAULTY", "FORMS", "ApplyForm", "VerbForm"]
