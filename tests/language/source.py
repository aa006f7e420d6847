"""Every sentence a resident may read, from where it is written: templates, Python, scripts and the tables of words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
APPS = ("binan", "governance", "notices", "complaints", "mediation")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_TEMPLATE = re.compile(r"\b(?:gettext|_)\(\s*u?((?:'(?:[^'\\]|\\.)*')|(?:\"(?:[^\"\\]|\\.)*\"))")
IN_SCRIPT = re.compile(r"(?:\bt\(|\bsentence: )\"((?:[^\"\\]|\\.)*)\"")


def sentences() -> dict[str, str]:
    """Each Chinese sentence with one place where it stands, in a stable order."""
    found: dict[str, str] = {}
    for words, where in [*in_templates(), *in_python(), *in_scripts(), *in_tables()]:
        found.setdefault(words, where)
    return found


def in_templates() -> Iterator[tuple[str, str]]:
    """What `{% translate %}`, `{% blocktranslate %}` and `_()` hold."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for literal in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
            # templatize doubles the percent signs of `{% translate %}` for xgettext, Django looks them up single.
            yield ast.literal_eval(literal), str(path.relative_to(ROOT))


def in_python() -> Iterator[tuple[str, str]]:
    """What `_("…")` and its kin hold."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in CALLS:
                    continue
                if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                    yield node.args[0].value, str(path.relative_to(ROOT))


def in_scripts() -> Iterator[tuple[str, str]]:
    """What the pages' scripts say with `t("…")`."""
    for path in sorted((ROOT / "static" / "js").glob("*.js")):
        for words in IN_SCRIPT.findall(path.read_text(encoding="utf-8")):
            yield words, str(path.relative_to(ROOT))


def in_tables() -> Iterator[tuple[str, str]]:
    """The words of our tables that residents' pages show: stages, promises, what was done, choices, categories."""
    from complaints.models import Rating
    from complaints.promises import PROMISES
    from complaints.taxonomy.categories import CATEGORIES
    from complaints.workflow import ACTIONS, Identity, Nature, Stage, SuspendCause, Urgency
    from mediation.committee import Language
    from mediation.hours import EVERY
    from mediation.models import Agreement
    from mediation.paperwork import Paper
    from mediation.promises import Standing
    from mediation.services.conclude import ENDING_PARTLY, ENDING_WITH
    from mediation.workflow import ENDINGS, Answer, Regime
    from mediation.workflow import Stage as MediationStage
    from notices.models import Notice

    for choices in (
        Stage,
        Nature,
        Identity,
        Urgency,
        SuspendCause,
        Paper,
        Rating.Choice,
        Notice.Channel,
        Notice.State,
        MediationStage,
        Standing,
        Answer,
        Agreement.Form,
        Regime,
        Language,
    ):
        yield from ((str(choice.label), choices.__module__) for choice in choices)
    yield from (
        (promise.label, "complaints.promises") for promise in PROMISES.values() if promise.shown or promise.overdue
    )
    yield from ((action.said, "complaints.workflow") for action in ACTIONS.values() if action.said)
    yield from ((category.name, "complaints.taxonomy.categories") for category in CATEGORIES.values())
    yield from (
        (words, "mediation") for words in (*ENDINGS.values(), *ENDING_WITH.values(), *ENDING_PARTLY.values(), EVERY)
    )
