"""How long a dossier of forty pages takes, and how much of that is fpdf2: `python -m benchmarks.dossier [rounds]`.

The limit is the same number of pages with the same number of lines and the same letters, put down by fpdf2 alone: one call a
line, the same font, nothing ruled, nothing broken, nothing indexed. Both are the best of the rounds, taken by turns.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import time
from typing import Any

ROUNDS = 5
PAGES = 40
GOAL = 3.0  # seconds
BROUGHT, EACH = 20, 5  # PDFs of others, pages of each
FACTS = (
    "2026年8月起，楼上住户每晚九点以后在客厅跳绳，楼下住户多次上门沟通没有结果，双方因此争吵，并在业主群里互相指责。社区工作人员上门劝导三次，"
    "楼上住户表示孩子要参加比赛，每天都要练习；楼下住户表示家中老人心脏不好，夜里睡不安稳。"
)


def data(kind: str, number: int) -> dict[str, Any]:
    """Frozen data of a paper with two parties, an obligation and two dozen lines of minutes."""
    from mediation.paperwork import ASKED, Paper

    parties = [
        {
            "pk": 1,
            "side": "A",
            "role": "申请人",
            "name": "方晓梅",
            "phone": "138****8001",
            "address": "浦沿街道东冠社区",
        },
        {
            "pk": 2,
            "side": "B",
            "role": "被申请人",
            "name": "楼上住户",
            "phone": "139****9009",
            "address": "浦沿街道东冠社区",
        },
    ]
    owed = {
        "number": 1,
        "by": "被申请人",
        "to": "申请人",
        "what": "铺设隔音垫",
        "amount": "3200.00",
        "due_on": "2026-12-10",
        "proof": "照片",
    }
    body = {
        "items": [], "time": "2026年11月24日（周二）14:00到15:30", "place": "浦沿潮调解室（浦沿街道一楼）", "result": "agreed",
        "notes": [{"who": "调解员", "text": FACTS}] * 14, "facts": FACTS, "clauses": [FACTS[:60]] * 5, "obligations": [owed] * 4,
        "whom": "各方当事人", "at": "2026-12-10T10:00:00+08:00", "way": "电话", "by": "钱和平",
        "performed": "已全部履行", "satisfied": "满意", "duties": ["第1项（被申请人）：已履行"], "risk": "没有发现", "measures": "",
        "wishes": [], "others": "", "performance": "", "copies": 3, "reached_at": "2026-11-24T15:30:00+08:00", "effective_at": "2026-11-24T15:30:00+08:00",
        "confirm_by": "2026-12-24T15:30:00+08:00", "reason": "这次没有谈拢", "law": "《中华人民共和国人民调解法》第二十六条",
        "ended_at": "2026-11-24T15:30:00+08:00", "ways": ["向人民法院提起诉讼。"], "outcome": "双方达成书面协议",
    }  # fmt: skip
    code = f"{number:016d}"
    return {
        "kind": kind, "title": Paper(kind).label, "mark": "", "item": 1, "version": 1, "code": code, "digest": code * 4,
        "url": f"https://binan.example/verify/{code}/", "number": "（2026）浦沿潮人调字第7号", "mediation": "TJ2611237K3M9",
        "organisation": "浦沿潮人民调解委员会", "people": True, "mediator": "钱和平", "issued_at": "2026-11-24T15:40:00+08:00",
        "issued_by": "钱和平", "accepted_at": "2026-11-23T09:00:00+08:00", "origin": "applied", "referral": "",
        "kind_of": "邻里纠纷", "summary": FACTS, "parties": parties, "roles": ["申请人", "被申请人"], "of": parties[0],
        "other": "楼上住户", "values": {asked.name: "\n".join(asked.boxes[:3]) or FACTS[:40] for asked in ASKED.get(kind, ())}, "body": body,
    }  # fmt: skip


def dossier_data() -> dict[str, Any]:
    """A dossier of at least forty pages: every form once, the minutes and the inquiries several times."""
    from mediation.documents.forms import DRAWN

    kinds = [str(kind) for kind in DRAWN] + ["record", "inquiry", "agreement"] * 4
    papers = [{"data": data(kind, number), "scans": []} for number, kind in enumerate(kinds)]
    own = {
        "name": "方晓梅与楼上住户的邻里纠纷",
        "span": "2026年11月23日至24日",
        "closed_by": "钱和平",
        "retention": "长期",
        "remark": "",
    }
    return {**data("dossier", 999), "papers": papers, **own}


def brought() -> bytes:
    """A scanned contract of `EACH` pages, as a scanner writes it: a picture a page."""
    import io

    from fpdf import FPDF
    from PIL import Image

    pdf = FPDF(unit="mm", format="A4")
    for _ in range(EACH):
        scan = io.BytesIO()
        Image.effect_noise((1240, 1754), 40).save(scan, "JPEG", quality=40)
        pdf.add_page()
        pdf.image(scan, 0, 0, 210)
    return bytes(pdf.output())


def raw(text: list[list[str]]) -> bytes:
    """The same lines page by page, by fpdf2 alone."""
    from fpdf import FPDF

    from binan.kit.lettering import FONT

    pdf = FPDF(unit="mm", format="A4")
    pdf.add_font("song", "", FONT)
    pdf.set_font("song", size=12)
    for page in text:
        pdf.add_page()
        for number, line in enumerate(page):
            pdf.text(28, 25 + number * 4, line)
    return bytes(pdf.output())


def timed(call: Any) -> tuple[float, float, Any]:
    """Seconds by the clock and of the processor, and what came out."""
    wall, used = time.perf_counter(), time.process_time()
    found = call()
    return time.perf_counter() - wall, time.process_time() - used, found


def main() -> None:
    """Print the table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    import django

    django.setup()
    import io

    from pypdf import PdfReader

    from mediation.documents.binding import dossier

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    plain, bound, contract = dossier_data(), dossier_data(), brought()
    for paper in bound["papers"][:BROUGHT]:
        paper["scans"].append({
            "file": "contract", "media_type": "application/pdf", "size": len(contract), "sha256": "0" * 64,
            "at": plain["issued_at"],
        })  # fmt: skip
    first = timed(lambda: dossier(plain, lambda name: contract))
    pages = [page.extract_text().split("\n") for page in PdfReader(io.BytesIO(first[2].pdf)).pages]
    calls = (
        lambda: dossier(plain, lambda name: contract),
        lambda: dossier(bound, lambda name: contract),
        lambda: raw(pages),
    )
    ours, thick, theirs = zip(*([timed(call) for call in calls] for _ in range(rounds)), strict=True)
    unit = min(each[1] for each in theirs)
    print(
        f"load {os.getloadavg()[0]:.1f}, best of {rounds}; the first of a process, which reads the font: {first[0]:.2f} s"
    )
    print("| dossier | pages | seconds | of the processor | KiB | of raw fpdf2 | to reach |")
    print("|---|---|---|---|---|---|---|")
    print(row("raw fpdf2, the same lines", theirs, len(pages), unit, "-"))
    papers, goal = f"cover, index, {len(plain['papers'])} papers, back", f"< {GOAL:.0f} s"
    print(row(papers, ours, len(pages), unit, goal))
    print(row(f"and {BROUGHT} PDFs of others of {EACH} pages", thick, len(pages) + BROUGHT * EACH, unit, goal))
    same = all(len({hashlib.sha256(each[2].pdf).digest() for each in found}) == 1 for found in (ours, thick))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\nThe same bytes every time: {'yes' if same else 'NO'}. Peak of the process: {peak} MiB. At least {PAGES} pages: {len(pages) >= PAGES}."
    )


def row(label: str, found: Any, pages: int, unit: float, goal: str) -> str:
    """A line of the table: the best of the rounds. `unit`: seconds of the processor of raw fpdf2."""
    wall, used, made = min(each[0] for each in found), min(each[1] for each in found), found[0][2]
    size = len(made if isinstance(made, bytes) else made.pdf) // 1024
    return f"| {label} | {pages} | {wall:.2f} | {used:.2f} | {size} | {used / unit:.1f} | {goal} |"


if __name__ == "__main__":
    main()
