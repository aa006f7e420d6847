"""The dossier: cover, index by page, all papers with their scans, back; one file, its pages numbered through (一案一卷)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from binan.kit.breaking import lines
from binan.kit.lettering import printable
from mediation.documents.blocks import Data, day, moment
from mediation.documents.closing import DATE, code, feet
from mediation.documents.forms import DRAWN
from mediation.documents.inserting import pages_to_bind
from mediation.documents.printing import SCAN, Printed, begin, note
from mediation.documents.ruling import Cell, table
from mediation.documents.sheet import BODY, BOTTOM, HEIGHT, INNER, LEFT, POINT, SMALL, TOP, Fetch, Sheet

LISTED = 19  # papers on a page of the index
ROW = 10.5  # mm
PDF = "application/pdf"


@dataclass(frozen=True)
class _Bound:
    """A paper in the dossier: the pages of the file it takes, how many of them show scans, how many PDFs are kept apart, and how
    many files are pieces of evidence."""

    data: Data
    first: int
    last: int
    scans: int
    apart: int
    pieces: int


def dossier(data: Data, fetch: Fetch) -> Printed:
    """Draw a dossier. `data["papers"]`: the frozen data of each paper and its scans; `fetch`: pictures by their names."""
    sheet = begin(data, fetch)
    _cover(sheet, data)
    bound, front, last = _filled(sheet, data["papers"], "卷内目录")
    _back(sheet, data, len(bound), last - front)
    code(sheet, 1, data["url"], ("整卷查验", *SCAN))
    return Printed(sheet.finish(), last - front)


def packet(data: Data, fetch: Fetch) -> Printed:
    """Draw the papers of a dossier that go to court: an index by page, and the papers with their scans. `data`: as of a dossier."""
    sheet = begin(data, fetch)
    _, front, last = _filled(sheet, data["papers"], data["title"])
    return Printed(sheet.finish(), last - front)


def _filled(sheet: Sheet, papers: Sequence[Any], title: str) -> tuple[list[_Bound], int, int]:
    """Index and papers, behind what was drawn already: where each lies, the last page before the papers, and their last."""
    index = range(sheet.page + 1, sheet.page + 1 + max(1, -(-len(papers) // LISTED)))
    for _ in index:
        sheet.turn()
    front = sheet.page
    bound = [_bind(sheet, each) for each in papers]
    last = sheet.page
    for number, page in enumerate(index):
        _index(sheet, page, title, bound[number * LISTED : (number + 1) * LISTED], number * LISTED, front)
    for each in bound:
        feet(sheet, each.first, each.last, of=last - front, number_from=each.first - front, note=note(each.data))
        code(sheet, each.first, each.data["url"], SCAN)
    return bound, front, last


def _bind(sheet: Sheet, each: Data) -> _Bound:
    first = sheet.page + 1
    DRAWN[each["data"]["kind"]](sheet, each["data"])
    shown = apart = 0
    for scan in each["scans"]:
        foreign = scan["media_type"] == PDF
        many = pages_to_bind(sheet.fetch(scan["file"])) if foreign else 1
        for page in range(many):
            shown += 1
            _headed(sheet, scan, _what(scan, shown, f"（{page + 1}/{many}）" if many > 1 else ""))
            frame = (LEFT - 6, 23, INNER + 12, HEIGHT - BOTTOM - 24)
            if foreign:
                sheet.page_of(scan["file"], page, *frame)
            else:
                sheet.picture(sheet.fetch(scan["file"]), *frame)
        if not many:
            apart += 1
            _kept_apart(sheet, each["data"], scan)
    pieces = sum(bool(scan.get("piece")) for scan in each["scans"])
    return _Bound(each["data"], first, sheet.page, shown, apart, pieces)


def _what(scan: Data, number: int, of: str) -> str:
    """What a page behind a paper is. `number`: which of them; `of`: which page of its file, "" of the only one."""
    return f"证据材料{scan['piece']}{of}" if scan.get("piece") else f"扫描件第{number}页，以此为准"


def _headed(sheet: Sheet, scan: Data, what: str) -> None:
    """A page for a scan: when it was filed, by what it is known, what it is."""
    sheet.turn()
    told = f"{day(scan['at'])}归入　SHA-256 {scan['sha256'][:32]}　{what}"
    sheet.put(LEFT - 6, 20, lines(printable(told), (INNER + 12) / (8 * POINT))[0], 8)


def _kept_apart(sheet: Sheet, data: Data, scan: Data) -> None:
    """The page that stands in the dossier for a PDF that cannot be bound (docs/decisions/0027)."""
    sheet.turn()
    sheet.y = TOP + 30
    piece = scan.get("piece")
    sheet.title("证据材料（PDF）另存" if piece else "扫描件（PDF）另存", gap=8)
    counts = "" if piece else "签好字的这份文书以这个PDF为准。"
    table(sheet, (1.1, 3.4), [
        [Cell("哪份文书", head=True), Cell(data["title"] + data["mark"] + (f"，{piece}" if piece else ""))],
        [Cell("格式、大小", head=True), Cell(f"PDF，{scan['size']:,}字节")],
        [Cell("归入时间", head=True), Cell(moment(scan["at"]))],
        [Cell("SHA-256", head=True), Cell("\n".join(scan["sha256"][at : at + 32] for at in (0, 32)))],
        [Cell("说明", head=True), Cell(f"{counts}它页数太多、带图层或者有一页显示不出来，不能装订，原样存放在系统里，可以下载；下载后的指纹应当和这里一致。纸质卷宗请把原件附在本页后面。")],
    ])  # fmt: skip


def _cover(sheet: Sheet, data: Data) -> None:
    sheet.turn()
    sheet.y = 44
    sheet.title(data["organisation"], size=22, gap=14)
    sheet.title(data["title"], size=36, gap=26)
    rows = [
        ("卷名", data["name"]), ("卷号", data["number"]), ("调解员", data["mediator"]), ("调解日期", data["span"]),
        ("立卷人", data["closed_by"]), ("立卷日期", day(data["issued_at"])), ("保管期限", data["retention"]),
        ("备注", data["remark"]),
    ]  # fmt: skip
    table(sheet, (1.1, 3.4), [[Cell(label, head=True), Cell(text, least=15)] for label, text in rows], size=BODY)


def _index(sheet: Sheet, page: int, title: str, bound: Sequence[_Bound], before: int, front: int) -> None:
    sheet.back_to(page)
    sheet.y = TOP
    sheet.title(title, gap=4)
    rows = [[Cell(label, head=True, least=ROW) for label in ("序号", "文书名称", "页号", "备注")]]
    for number, each in enumerate(bound, before + 1):
        pages = f"{each.first - front}" if each.first == each.last else f"{each.first - front}—{each.last - front}"
        remark = _remark(each)
        rows.append([
            Cell(str(number), align="center", least=ROW), Cell(each.data["title"] + each.data["mark"]),
            Cell(pages, align="center"), Cell(remark),
        ])  # fmt: skip
    rows += [[Cell("", least=ROW)] * 4 for _ in range(LISTED - len(bound))]
    table(sheet, (0.8, 4, 1.2, 1.7), rows)


def _remark(each: _Bound) -> str:
    """What lies behind a paper, in the words of the index."""
    if each.pieces:
        return f"附证据{each.pieces}件" + (f"，其中PDF{each.apart}份另存" if each.apart else "")
    told = (f"含扫描件{each.scans}页" if each.scans else "", f"PDF扫描件{each.apart}份另存" if each.apart else "")
    return "，".join(filter(None, told))


def _back(sheet: Sheet, data: Data, papers: int, pages: int) -> None:
    sheet.turn()
    sheet.y = 60
    sheet.title("封底", size=26, gap=20)
    sheet.para(f"本卷共有文书{papers}件，{pages}页，从第1页起编号到第{pages}页；封面、卷内目录和封底不编页号。")
    sheet.para(f"卷号：{data['number']}")
    sheet.para(f"立卷单位：{data['organisation']}")
    sheet.blank(18)
    for label in (f"立卷人：{data['closed_by']}", "检查人：＿＿＿＿＿＿＿＿", DATE):
        sheet.line_of(label, BODY, align="right", room=INNER - 10)
        sheet.y += BODY * POINT * 2
    sheet.put(LEFT, HEIGHT - 24, f"卷宗查验码 {data['code']}　内容指纹 {data['digest'][:12]}", SMALL)
