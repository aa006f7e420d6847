from mediation.models.agreement import Agreement, Signature
from mediation.models.mediation import Booking, Mediation, MediationEntry, Party
from mediation.models.organisation import Mediator, Organisation, Room

__all__ = [
    "Agreement", "Booking", "Mediation", "MediationEntry", "Mediator", "Organisation", "Party", "Room", "Signature"
]  # fmt: skip
