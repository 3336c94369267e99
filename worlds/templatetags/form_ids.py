"""``{% form_id %}``: tells this form from every other, so that it makes one thing (``worlds.views.made_once``)."""

import uuid

from django import template
from django.utils.html import format_html

from worlds.views.made_once import FORM_ID

register = template.Library()


@register.simple_tag
def form_id() -> str:
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_ID, uuid.uuid4().hex)
