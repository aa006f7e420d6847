"""One case on a tablet, and every verb that may be done to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Moved, Refused
from binan.kit.masking import mask_person
from complaints import casefile, judgements, relay, selectors
from complaints.access import actor, complaint_for, sees, standings, unit_in_chain
from complaints.models import Call, Complaint
from complaints.neighbourhood import alike
from complaints.promises import PROMISES
from complaints.row import row
from complaints.selectors.joined import joined
from complaints.selectors.line import line, words
from complaints.services import sync
from complaints.transcripts import transcriber
from complaints.views.desk import reveals
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import FAULTY
from complaints.views.desk.photographed import PhotoForm
from complaints.views.desk.verbs import FORMS, DialForm, VerbForm, offered
from complaints.workflow import HANDLER, helps_with
from governance.models import Staff

NO_LINE = "隐私号暂时用不了，这次直接拨打居民的号码。"
APART = (
    "claim",
    "dial",
    "call_back",
    "reply",
    "accept_offer",
    "decline_offer",
    "retract_offer",
    "triage",
    "acknowledge",
    "grant_extension",
    "refuse_extension",
    "answer_supervision",
    "lift_supervision",
    "leader_feedback",
    "uncluster",
    "represent",
    "unrepresent",
)  # verbs with a place of their own on the page


@staff_only
@require_safe
def case(request: DeskRequest, code: str) -> HttpResponse:
    """Everything about one case, and the verbs she may do now."""
    return _page(request, complaint_for(request.user, code, assisting=True))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: DeskRequest, code: str, verb: str) -> HttpResponse:
    """Do one verb. Opened by hand or after a login it leads to the case."""
    if verb not in FORMS:
        raise Http404
    found = complaint_for(request.user, code, assisting=request.method != "POST" or helps_with(verb))
    if request.method != "POST":
        return redirect("complaints:desk_case", code)
    form = FORMS[verb](request.POST, files=request.FILES, case=found, staff=request.user)
    if "preview" in request.POST:
        return _previewed(request, found, form)
    try:
        if not form.is_valid():
            return _unfit(request, form)
        entry = form.act(timezone.now())
    except Moved as moved:
        return _moved(request, complaint_for(request.user, code, assisting=True), form, moved)
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return _refused(request, complaint_for(request.user, code, assisting=True), form, refusal)
    if isinstance(form, DialForm):
        if request.POST.get("ask") == "page":  # without script: the page again, with the number to tap
            return redirect("complaints:desk_case", code)
        # The page stays as it is, and knows that it is up to date.
        return HttpResponse(status=204, headers={"X-Entry": str(entry.seq), **_dialled(form)})
    return _done(request, form)


def _unfit(request: DeskRequest, form: VerbForm) -> HttpResponse:
    """What she chose is no choice any more because this very command was done before: then it is done; else `Refused`."""
    if sync.earlier(request.user, form.case.code, form.verb, form.cleaned_data.get("client_key")):
        return _done(request, form)
    raise Refused(*FAULTY)


def _dialled(form: DialForm) -> dict[str, str]:
    """What the page's script is to dial, where it had to ask."""
    if form.line is None or form.line.ask:
        return {}
    return {"X-Dial": form.line.number, "X-Line": "private" if form.line.private else "plain"}


def _previewed(request: DeskRequest, found: Complaint, form: VerbForm) -> HttpResponse:
    """Without script: the form again, with the picture of what the resident will read, and nothing done."""
    if form.is_valid() and isinstance(form, PhotoForm):
        form.hold()
    return _page(request, found, form=form)


def _done(request: DeskRequest, form: VerbForm) -> HttpResponse:
    """The next screen after a verb: the row for a board, the case for its page."""
    code, said = form.case.code, f"已{form.label}。"
    if _from_board(request):
        return _masked(HttpResponse(row(form.case)))
    if request.headers.get("HX-Request"):
        return _page(request, complaint_for(request.user, code, assisting=True), toast=said, finished=form.verb)
    messages.success(request, said)
    return redirect("complaints:desk_case", code)


def _refused(request: DeskRequest, fresh: Complaint, form: VerbForm, refusal: Refused) -> HttpResponse:
    """What is missing or wrong, at its field; what was typed stays."""
    if _from_board(request):
        lost = {"case": fresh, "refusal": refusal}
        return _masked(render(request, "complaints/desk/_lost.html", lost, status=refusal.status))
    form.refuse(refusal)
    return _page(request, fresh, form=form, unseen=refusal.sentence, status=refusal.status)


def _moved(request: DeskRequest, fresh: Complaint, form: VerbForm, moved: Moved) -> HttpResponse:
    """Somebody was faster: her name and the fresh state. A second tap of the winner herself is no clash."""
    if form.verb == "claim" and fresh.handler_id == request.user.pk:
        form.case = fresh
        return _done(request, form)
    if _from_board(request):
        lost = {"case": fresh, "refusal": moved}
        return _masked(render(request, "complaints/desk/_lost.html", lost, status=moved.status))
    return _page(request, fresh, form=form, toast=moved.sentence, tone="danger", status=moved.status)


def _masked(response: HttpResponse) -> HttpResponse:
    """A row alone, without name, number and text: no look at the case (`binan.watching`)."""
    response.masked = True  # type: ignore[attr-defined]
    return response


def _from_board(request: DeskRequest) -> bool:
    return request.headers.get("HX-Target", "").startswith("row-")


def _page(
    request: DeskRequest,
    found: Complaint,
    *,
    form: VerbForm | None = None,
    toast: str = "",
    tone: str = "ok",
    finished: str = "",
    unseen: str = "",
    status: int = 200,
) -> HttpResponse:
    """The case; `unseen`: what is said above it when the form that would say it is not offered any more."""
    forms = offered(found, request.user)
    if form and form.verb in forms:
        forms[form.verb] = form
    if unseen and form and form.verb not in forms:
        toast, tone = unseen, "danger"
    lost = form.typed if form and form.verb not in forms else []
    if form and form.verb not in forms and not toast:  # its place is gone: the refusal still has to be read
        toast, tone = " ".join(str(each) for each in form.non_field_errors()), "danger"
    whole = sees(request.user, found)
    context = {
        **(_facts(found, request.user) if whole else _part(found, request.user)),
        "forms": forms,
        "panels": [each for verb, each in forms.items() if verb not in APART],
        "lost": lost,
        "toast": toast,
        "tone": tone,
        "finished": finished,
        "section": "desk",
    }
    name = "case.html" if whole else "assist.html"
    template = f"complaints/desk/{'_' if request.headers.get('HX-Request') else ''}{name}"
    return render(request, template, context, status=status)


def _part(found: Complaint, staff: Staff) -> dict[str, object]:
    """What a unit that helps is shown: what the matter is, with numbers and names masked, and its own part. Not who the resident is, no
    photos, no calls, nothing of the history."""
    return {"case": found, "matter": mask_person(found.text, found.name), "tasks": selectors.assisted_by(found, staff)}


def _facts(found: Complaint, staff: Staff) -> dict[str, object]:
    mine = HANDLER in standings(actor(staff), found) and found.is_open
    entries, running = list(selectors.timeline(found)), selectors.running(found)
    photos, voices = selectors.evidence(found)
    signatures, own = relay.signatures(found, entries), unit_in_chain(staff, found)
    return {
        "case": found,
        # A number is on the page of whoever has to call, and only there; hers is not where X is in force (domain.md §5).
        "line": line(found, staff, timezone.now()) if mine and found.phone else None,
        "reveals": reveals.offered(found, staff),
        "promises": [row for row in running if PROMISES[row.kind].shown],
        "lease": next((row for row in running if row.kind == "lease"), None) if mine else None,
        "no_line": NO_LINE,
        **words(found, selectors.calls(found)),
        "outcomes": Call.Outcome.choices,
        "entries": entries[::-1],
        "owners": relay.owners(entries),
        "signatures": signatures,
        "signed": any(each.entry and each.unit == own for each in signatures),
        "triaged": relay.triaged(entries),
        "went": selectors.transferred(entries),
        "asked": relay.asked(entries) if found.extension_due_at else None,
        "supervisions": selectors.supervisions_of(found) if found.supervised else [],
        "notes": relay.notes(entries) if found.instructed else [],
        "talk": casefile.talk(entries, photos),
        "now": timezone.now(),
        "photos": photos,
        "voices": voices,
        "without_transcript": transcriber().without,
        "refs": list(found.source_refs.all()),
        "alike": alike(found, staff),
        "joined": joined(found),
        "assists": selectors.assists(found),
        "judged": judgements.words_about(found, staff),
    }
