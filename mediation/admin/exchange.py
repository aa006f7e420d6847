"""Sheets in and out of the admin: XLSX and CSV, in Chinese, previewed before anything changes."""

from __future__ import annotations

import io
from typing import Any, ClassVar

import openpyxl
import tablib
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm
from import_export.tmp_storages import CacheStorage

ENCODINGS = ("utf-8-sig", "gb18030")  # as Excel in China writes CSV
UNREADABLE = "这个文件打不开。请在表格软件里另存为 XLSX 或 CSV，再上传。"
BYTES_MAX = 4 * 2**20
ROWS_MAX = 5000


class Book(XLSX):
    """XLSX: the first sheet."""

    def get_title(self) -> str:
        return "XLSX 表格"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Raises `ValueError` with a sentence for what is no workbook or has too many rows."""
        try:
            book = openpyxl.load_workbook(io.BytesIO(_small(in_stream)), read_only=True, data_only=True)
        except ValueError:
            raise
        except Exception as fault:  # a broken archive shows itself in many ways
            raise ValueError(UNREADABLE) from fault
        rows = [list(row) for row in book.active.iter_rows(values_only=True, max_row=ROWS_MAX + 2)]
        return _dataset(rows)

    def export_data(self, dataset: tablib.Dataset, **more: Any) -> Any:
        return dataset.export("xlsx", **more)


class Plain(CSV):
    """CSV in UTF-8 with a mark, so that Excel reads Chinese; read back in that or in GB18030."""

    def get_title(self) -> str:
        return "CSV 文本"

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Raises `ValueError` with a sentence for what is no text of ours."""
        for encoding in ENCODINGS:
            try:
                text = _small(in_stream).decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return _dataset([list(row) for row in tablib.import_set(text, format="csv", headers=False)])
        raise ValueError(UNREADABLE)

    def export_data(self, dataset: tablib.Dataset, **more: Any) -> bytes:
        return ("\ufeff" + dataset.export("csv")).encode()


class Exchange(ImportExportMixin):
    """A table of the admin that comes and goes as a sheet."""

    formats: ClassVar = [Book, Plain]
    tmp_storage_class = CacheStorage  # names of people: not into a folder everybody on the machine reads
    export_form_class = ExportForm
    skip_import_confirm = False
    import_template_name = "mediation/admin_import.html"
    import_export_change_list_template: str = "admin/import_export/change_list_import_export.html"

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error("import_file", str(e) if isinstance(e, ValueError) else UNREADABLE)

    def get_export_filename(self, request: Any, queryset: Any, file_format: Any) -> str:
        return f"{self.model._meta.verbose_name}.{file_format.get_extension()}"


def _small(raw: bytes) -> bytes:
    if len(raw) > BYTES_MAX:
        raise ValueError("文件太大了，请分成几份，每份不超过 4 MB。")
    return raw


def _dataset(rows: list[list[Any]]) -> tablib.Dataset:
    """The rows under their heads; blank rows at the end are no rows."""
    filled = [row for row in rows if any(str(value).strip() for value in row if value is not None)]
    if len(filled) > ROWS_MAX + 1:
        raise ValueError(f"行数太多，请分成几份，每份不超过 {ROWS_MAX} 行。")
    if not filled:
        raise ValueError("这张表是空的，请检查后再上传。")
    heads = [head for head in filled[0] if head is not None]
    width = len(heads)
    return tablib.Dataset(*[(row + [None] * width)[:width] for row in filled[1:]], headers=heads)
