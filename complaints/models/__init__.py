from complaints.models.assist import AssistTask
from complaints.models.attachment import Attachment, HeldUpload
from complaints.models.call import Call
from complaints.models.closing import Closing
from complaints.models.cluster import Cluster, Representative
from complaints.models.complaint import Complaint
from complaints.models.deadline import Deadline
from complaints.models.deletion import DeletionRequest
from complaints.models.drill import Drill
from complaints.models.export import Export
from complaints.models.outage import Outage
from complaints.models.phrase import Phrase
from complaints.models.private_number import CallRecord, PrivateNumber
from complaints.models.promise_version import PromiseLength, PromiseVersion
from complaints.models.rating import Appeal, Flag, Rating, StaffTrace
from complaints.models.reveal import Reveal
from complaints.models.revisit import Revisit, SampleDraw
from complaints.models.source_ref import SourceRef
from complaints.models.supervision import Supervision
from complaints.models.timeline import TimelineEntry

__all__ = [
    "Appeal",
    "AssistTask",
    "Attachment",
    "Call",
    "CallRecord",
    "Closing",
    "Cluster",
    "Complaint",
    "Deadline",
    "DeletionRequest",
    "Drill",
    "Export",
    "Flag",
    "HeldUpload",
    "Outage",
    "Phrase",
    "PrivateNumber",
    "PromiseLength",
    "PromiseVersion",
    "Rating",
    "Representative",
    "Reveal",
    "Revisit",
    "SampleDraw",
    "SourceRef",
    "StaffTrace",
    "Supervision",
    "TimelineEntry",
]
