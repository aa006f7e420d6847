"""Which message an action sends to whom, as tables; the words stand in notices/texts.py, whoever is looked up in audience.py."""

from __future__ import annotations

# Action → SMS template to the resident (with a mobile number). Variables carry no URL: the link is in the template (domain.md §6.6).
TO_RESIDENT = {
    "accept": "accepted",
    "call_missed": "call_missed",
    "reply": "replied",
    "close": "closed",
    "close_interim": "closed_interim",
    "decline": "declined",
    "transfer": "transferred",
    "settle": "settled",
    "take_back": "reopened",
    "reopen": "reopened",
    "invite_rating": "rating_invited",
    "refuse_deletion": "deletion_refused",
    "grant_extension": "extended",
    "suspend": "suspended",
    "merge": "merged",
    "unmerge": "unmerged",
}
# Action → reminder on the resident's phones that follow the case; no SMS for it.
TO_FOLLOWERS = {
    "claim": "claimed",
    "take_over": "claimed",
    "set_out": "on_the_way",
    "escalate": "raised",
}
# Action → templates to the resident that it overtakes: what of them still waits, for the morning or for a provider, is not
# told any more. The receipt of a filing (accepted) never waits, so it stands beside any answer.
LATER = ("extended", "suspended")
STEPS = ("call_missed", *TO_FOLLOWERS.values())
OVERTAKES = {
    "call_back": ("call_missed",),
    "release": ("claimed",),
    "lapse": ("claimed",),
    "close_interim": (*LATER, *STEPS),
    "grant_extension": ("extended",),
    "suspend": ("extended",),
    "resume": ("suspended",),
    "close": ("closed_interim", "reopened", *LATER, *STEPS),
    "decline": ("reopened", *LATER, *STEPS),
    "transfer": ("reopened", *LATER, *STEPS),
    "merge": ("reopened", "replied", "unmerged", *LATER, *STEPS),
    "unmerge": ("merged",),
    "settle": ("transferred",),
    "take_back": ("transferred",),
    "rate": ("closed", "rating_invited"),
    "reopen": ("closed", "closed_interim", "rating_invited"),
    "withdraw": tuple({*TO_RESIDENT.values(), *STEPS} - {"accepted", "deletion_refused"}),
}
# Action → inbox template to those on duty in the unit that is now in charge.
TO_DUTY = {
    "accept": "new_case",
    "delegate": "delegated",
    "escalate": "escalated",
    "send_back": "sent_back",
    "reopen": "reopened_case",
    "take_back": "taken_back",
    "ask_revisit": "revisit_call",
    "release": "released",
    "resume": "case_resumed",
    "unmerge": "unmerged_case",
}
# The same, when the action has raised the urgency.
RAISED = {
    "transcribe": "heard_urgent",
    "reclassify": "raised_urgent",
    "add_info": "raised_urgent",
    "triage": "raised_urgent",
    "absorb": "raised_urgent",
    "group": "raised_urgent",
}
# Action → inbox template to the handler.
TO_HANDLER = {
    "urge": "urged",
    "add_info": "info_added",
    "correct": "contact_corrected",
    "decline_offer": "offer_declined",
    "offer_lapse": "offer_lapsed",
    "deny_call": "call_denied",
    "end_mediation": "mediation_over",
    "withdraw": "withdrawn",
    "grant_extension": "extension_granted",
    "refuse_extension": "extension_refused",
    "suspend": "case_suspended",
    "absorb": "absorbed",
    "ask_revisit": "revisit_call",
}
# Action → inbox template to those whom the entry names as `people`.
TO_PEOPLE = {
    "offer_lapse": "offer_failed",
    "decline_offer": "offer_failed",
    "suspend": "keep_an_eye",
    "resume": "kept_resumed",
    "staff_urge": "staff_urged",
    "supervise": "supervised",
    "supervision_due": "supervision_overdue",
    "answer_supervision": "supervision_answered",
    "lift_supervision": "supervision_lifted",
    "leader_note": "leader_noted",
    "leader_feedback": "leader_answered",
    "withdraw": "note_over",
}
# What happened to a sub-task of another unit → inbox template.
ASSIST = {"assist": "assist_asked", "assist_answer": "assist_answered", "assist_miss": "assist_missed"}
# Promise that climbs → inbox template to the heads it comes to, "" for any. Those above a unit that helps may not see the case: no
# title, no way there.
ATTENTION = {"": "attention", "assist": "assist_late"}
# Why somebody is called to a case now, to ring its resident or to answer an offer → inbox template to her.
CALLS = {"lease": "call_now", "again": "call_again", "answer": "offer_waiting"}
