"""Pictures as telephones send them."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(name: str = "a.jpg", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A real JPEG of `size` pixels."""
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")
