from complaints.models.attachment import Attachment, HeldUpload
from complaints.models.call import Call
from complaints.models.complaint import Complaint
from complaints.models.deadline import Deadline
from complaints.models.deletion import DeletionRequest
from complaints.models.promise_version import PromiseLength, PromiseVersion
from complaints.models.rating import Rating
from complaints.models.source_ref import SourceRef
from complaints.models.timeline import TimelineEntry

__all__ = [
    "Attachment",
    "Call",
    "Complaint",
    "Deadline",
    "DeletionRequest",
    "HeldUpload",
    "PromiseLength",
    "PromiseVersion",
    "Rating",
    "SourceRef",
    "TimelineEntry",
]
