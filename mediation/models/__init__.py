from mediation.models.agreement import Agreement, Obligation
from mediation.models.choice import Recusal
from mediation.models.clause import Clause, ClauseAnswer, SecretRange
from mediation.models.door import Office, Wish
from mediation.models.group import Claim, Mandate
from mediation.models.legal import Article, Law, LayWord, Question, Shelf
from mediation.models.mediation import Booking, Mediation, MediationEntry
from mediation.models.mediator import Interest, Mediator, Training
from mediation.models.minutes import Evidence, Note
from mediation.models.offer import Feed, Offer, Option, PartyTime, Pick
from mediation.models.organisation import Closure, Member, Organisation, Room
from mediation.models.paper import Document, Dossier, Scan
from mediation.models.party import Agent, Party
from mediation.models.prevention import Prevention
from mediation.models.reservation import Reservation
from mediation.models.ring import Ring
from mediation.models.sequel import Confirmation, ConfirmationWish, Lawsuit, Revisit
from mediation.models.session import ArrivalCall, Attendance, AttendanceMark, Guest, RoomDoor, Safety, Tick
from mediation.models.signing import Signature, SignCode, SignedPaper, SignStep

__all__ = [
    "Agent", "Agreement", "ArrivalCall", "Article", "Attendance", "AttendanceMark", "Booking", "Claim", "Clause",
    "ClauseAnswer", "Closure", "Confirmation", "ConfirmationWish", "Document", "Dossier", "Evidence", "Feed", "Guest",
    "Interest", "Law", "Lawsuit", "LayWord", "Mandate", "Mediation", "MediationEntry", "Mediator", "Member", "Note",
    "Obligation", "Offer", "Office", "Option", "Organisation", "Party", "PartyTime", "Pick", "Prevention", "Question",
    "Recusal", "Reservation", "Revisit", "Ring", "Room", "RoomDoor", "Safety", "Scan", "SecretRange", "Shelf", "SignCode",
    "SignStep", "Signature", "SignedPaper", "Tick", "Training", "Wish",
]  # fmt: skip
