"""The forms of domain.md §4.2, each a function that draws it from its frozen data."""

from collections.abc import Callable

from mediation.documents.blocks import Data
from mediation.documents.forms import asking, ending, holding, settling
from mediation.documents.sheet import Sheet
from mediation.paperwork import Paper

DRAWN: dict[str, Callable[[Sheet, Data], None]] = {
    Paper.APPLICATION: asking.application,
    Paper.REGISTRATION: asking.registration,
    Paper.RIGHTS: asking.rights,
    Paper.IDENTITY: asking.identity,
    Paper.PROXY: asking.proxy,
    Paper.INQUIRY: holding.inquiry,
    Paper.EVIDENCE: holding.evidence,
    Paper.RECORD: holding.record,
    Paper.AGREEMENT: settling.agreement,
    Paper.ORAL: settling.oral,
    Paper.PERFORMANCE: settling.performance,
    Paper.REVISIT: settling.revisit,
    Paper.CONFIRMATION: settling.confirmation,
    Paper.PROOF: settling.proof,
    Paper.TERMINATION: ending.termination,
    Paper.REMARKS: ending.remarks,
    Paper.CLOSING: ending.closing,
}
