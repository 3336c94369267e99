"""An address as a QR code in the colours of the pages, for rooms and worlds."""

from __future__ import annotations

import io

import segno
from django.http import HttpResponse


def qr_code(address: str) -> HttpResponse:
    """The QR code of ``address``, as SVG."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=8, border=2, dark="#14100d", light="#f5ede1")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
