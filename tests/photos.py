"""Pictures as telephones send them, and papers as scanners do."""

from __future__ import annotations

import io
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF
from PIL import Image


def photo(name: str = "a.jpg", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A real JPEG of `size` pixels."""
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


def scanned(pages: int = 1) -> bytes:
    """A PDF of pictures of pages, and nothing else."""
    pdf = FPDF()
    for _ in range(pages):
        pdf.add_page()
        pdf.image(Image.new("RGB", (60, 80), "white"), 10, 10, 60)
    return bytes(pdf.output())


def written(*texts: str) -> bytes:
    """A PDF with a page for each of these texts, as an office program writes it."""
    pdf = FPDF()
    pdf.set_font("Helvetica")
    for text in texts:
        pdf.add_page()
        pdf.cell(text=text)
    return bytes(pdf.output())


def acting(entry: str) -> bytes:
    """A PDF of one page whose catalog says one thing more, packed so that no byte of it can be read."""
    pdf, out = pikepdf.open(io.BytesIO(scanned())), io.BytesIO()
    for name, value in pikepdf.Object.parse(f"<< {entry} >>".encode()).items():
        pdf.Root[name] = value
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def with_picture(packed: bytes, filters: list[str]) -> bytes:
    """A PDF of one page with a photo whose bytes are packed by these filters."""
    pdf, out = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(200, 200))
    photo_ = pikepdf.Stream(pdf, packed + b"~>" * (filters[0] == "/ASCII85Decode"))
    photo_.Type, photo_.Subtype, photo_.Width, photo_.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 40, 30
    photo_.ColorSpace, photo_.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    photo_.Filter = pikepdf.Array([pikepdf.Name(one) for one in filters])
    photo_.DecodeParms = pikepdf.Array([pikepdf.Dictionary(), pikepdf.Dictionary(ColorTransform=0)])
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=pdf.make_indirect(photo_)))
    pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def filled_form(value: str) -> bytes:
    """A PDF with a form somebody has filled in."""
    pdf, out = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(200, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    fonts = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=pdf.make_indirect(font)))
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="amount", V=value, F=4,
        Rect=pikepdf.Array([20, 20, 180, 40]), DA="/Helv 12 Tf 0 g",
    )  # fmt: skip
    page.Annots = pikepdf.Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=page.Annots, DR=fonts, DA="/Helv 12 Tf 0 g", NeedAppearances=True)
    pdf.save(out)
    return out.getvalue()


def swelling(megabytes: int) -> bytes:
    """A whole PDF of some kilobytes one packed part of which unpacks to as many megabytes of blanks."""
    packed = zlib.compress(b"5 0 << >>" + b" " * (megabytes * 2**20), 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /X 5 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >> stream\n" % len(packed)
        + packed
        + b"\nendstream",
    ]
    out, rows = b"%PDF-1.5\n", [bytes(7)]
    for number, words in enumerate(objects, 1):
        rows.append(b"\1" + len(out).to_bytes(4, "big") + b"\0\0")
        out += b"%d 0 obj\n" % number + words + b"\nendobj\n"
    rows += [b"\2" + (4).to_bytes(4, "big") + b"\0\0", b"\1" + len(out).to_bytes(4, "big") + b"\0\0"]
    table, begins = b"".join(rows), len(out)
    head = b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >> stream\n" % len(table)
    return out + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % begins


def made_by(name: str) -> bytes:
    """A receipt as an office program writes it: its author in the file's information, in its XMP and in the EXIF of its picture."""
    taken, picture = Image.new("RGB", (60, 80), "white"), io.BytesIO()
    told = taken.getexif()
    told[0x13B] = name
    taken.save(picture, "JPEG", exif=told)
    pdf = FPDF()
    pdf.set_author(name)
    pdf.set_xmp_metadata(f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><!-- {name} --></rdf:RDF>")
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text="3000 yuan")
    pdf.text_annotation(10, 10, "paid", title=name)
    pdf.image(picture, 10, 10, 60)
    return bytes(pdf.output())
