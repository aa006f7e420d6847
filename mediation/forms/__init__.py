from mediation.forms.after import AFTER_FORMS
from mediation.forms.application import ApplyForm
from mediation.forms.command import FAULTY
from mediation.forms.groups import GROUP_FORMS
from mediation.forms.ledger import PROMISE_FORMS
from mediation.forms.verbs import FORMS, VerbForm

__all__ = ["AFTER_FORMS", "FAULTY", "FORMS", "GROUP_FORMS", "PROMISE_FORMS", "ApplyForm", "VerbForm"]
