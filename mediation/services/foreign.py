"""PDFs that others made: read once at the door by a library (pikepdf, docs/decisions/0026), kept as their pages alone.

What is drawn stays, remarks, stamps and filled forms with it, drawn into the page. What could act in a reader's hands does not come
along: actions, scripts, forms, attachments, media, links (ISO 32000-1, 7.11, 12.5 to 12.7, 13). Nor does what says who made the file
and when (14.3, 14.5): a name in it would pass every mask of ours.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, StreamDecodeLevel, settings

from binan.kit.errors import Refused

OF_PAGE = frozenset(
    "/Type /Parent /MediaBox /CropBox /TrimBox /BleedBox /ArtBox /Rotate /UserUnit /Resources /Contents /Group".split()
)
MADE_BY = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/CreatorInfo",
    "/Creator",
    "/Author",
    "/StructParent",
    "/StructParents",
)
ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")  # of a stream whose bytes lie in another file
MOST = 200_000  # objects; a scanner's file of a hundred pages has some hundreds
NO_PDF = "这个文件不是完整的 PDF，请重新扫描，或者每一页拍一张照片。"
LOCKED = "这个 PDF 有密码，打不开，不能收。请去掉密码，或者每一页拍一张照片。"
TOO_MUCH = "这个 PDF 的内容太多了，不能收。请分成几份，或者打印出来扫描。"

# For the whole process, set before anybody reads: what a few bytes may swell to, and how much damage is put up with.
settings.set_qpdf_limits(flate_max_memory=64 * 2**20, parser_max_container_size=MOST, doc_max_warnings=50)


def pages_alone(data: bytes) -> bytes:
    """The same pages and nothing else; the same bytes for the same file.

    Raises `Refused("file", …)` for what is no whole PDF, what a password locks and what is too much, with a sentence that says what
    to do.
    """
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as brought, Pdf.new() as kept:
            if len(brought.objects) > MOST:
                raise _refused(TOO_MUCH)
            brought.generate_appearance_streams()
            brought.flatten_annotations("all")
            for page in brought.pages:
                for key in page.obj.keys() - OF_PAGE:
                    del page.obj[key]
            kept.pages.extend(brought.pages)
            if layers := brought.Root.get("/OCProperties"):  # without it layers that are switched off would show
                kept.Root.OCProperties = kept.copy_foreign(brought.make_indirect(layers))
            out = _written(kept)
            if not len(kept.pages) or any("error decoding" in words for words in brought.get_warnings()):
                raise _refused(NO_PDF)  # what could not be read would be gone from the copy
    except pikepdf.PasswordError as fault:
        raise _refused(LOCKED) from fault
    except pikepdf.PdfError as fault:
        raise _refused(NO_PDF) from fault
    return out


def _written(pdf: Pdf) -> bytes:
    for one in pdf.objects:
        for table in _tables(one):
            for key in (*MADE_BY, *(ELSEWHERE if isinstance(table, Stream) else ())):
                if key in table:
                    del table[key]
    for one in pdf.objects:
        if isinstance(one, Stream):
            _without_camera(pdf, one)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, stream_decode_level=StreamDecodeLevel.none)
    return out.getvalue()


def _tables(one: Object) -> Iterator[Object]:
    """The dictionaries of an object: its own, that of a stream, and those inside."""
    waiting = [one]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Stream | Dictionary):
            yield value
        elif not isinstance(value, Array):
            continue
        inside = list(value) if isinstance(value, Array) else [each for _key, each in value.items()]
        waiting += [each for each in inside if isinstance(each, Dictionary | Array) and not each.is_indirect]


def _without_camera(pdf: Pdf, picture: Stream) -> None:
    """Take out of a JPEG what the camera wrote beside it; one that is packed once more is unpacked for that."""
    filters, parms = _listed(picture.get("/Filter")), _listed(picture.get("/DecodeParms"))
    if not filters or filters[-1] != Name.DCTDecode:
        return
    raw = picture.read_raw_bytes()
    if outer := filters[:-1]:
        given = [one if isinstance(one, Dictionary) and one.keys() else None for one in parms[:-1]]
        raw = Stream(pdf, raw, Filter=Array(outer), DecodeParms=Array(given)).read_bytes()
    last = parms[-1] if len(parms) == len(filters) and isinstance(parms[-1], Dictionary) else None
    picture.write(jpeg_alone(raw), filter=Name.DCTDecode, decode_parms=last)


def jpeg_alone(picture: bytes) -> bytes:
    """A JPEG (ITU-T T.81, annex B) as what is needed to draw it: no EXIF, XMP, IPTC or comment, nothing after its end. What is none
    comes back as it is."""
    kept, at = [picture[:2]], 2
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        kind = picture[at + 1]
        if kind == 0xFF:  # a fill byte
            at += 1
            continue
        if kind == 0xDA:  # the picture itself begins
            end = picture.find(b"\xff\xd9", at)
            return b"".join([*kept, picture[at:] if end < 0 else picture[at : end + 2]])
        end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        told = (0xE0 <= kind <= 0xEF and kind not in (0xE0, 0xEE)) or kind == 0xFE
        if not told or picture[at + 4 : at + 15] == b"ICC_PROFILE":
            kept.append(picture[at:end])
        at = end
    return picture


def _listed(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _refused(sentence: str) -> Refused:
    return Refused("file", sentence, fields={"file": sentence})
