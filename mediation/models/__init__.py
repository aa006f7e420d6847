from mediation.models.agreement import Agreement, Signature
from mediation.models.legal import Article, Law, LayWord, Question, Shelf
from mediation.models.mediation import Booking, Mediation, MediationEntry, Party
from mediation.models.organisation import Mediator, Organisation, Room

__all__ = [
    "Agreement", "Article", "Booking", "Law", "LayWord", "Mediation", "MediationEntry", "Mediator", "Organisation",
    "Party", "Question", "Room", "Shelf", "Signature",
]  # fmt: skip
