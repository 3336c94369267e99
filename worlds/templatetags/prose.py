"""Prose from docstrings on a page: what stands between backticks is code. Everything else is escaped."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    pieces = re.split(r"`([^`]*)`", text)
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", piece) if code % 2 else piece,) for code, piece in enumerate(pieces)),
    )
