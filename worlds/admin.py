"""The story in Django's admin: to look, and to take a gallery or a world out of sight. Rows of a running room are read-only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from worlds.models import Event, Gallery, Hanging, Layer, Narrator, Phrase, Room, Strip, World


class ReadOnly(admin.ModelAdmin):
    """Rooms change only through actions, under their lock and with their event."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Room)
class RoomAdmin(ReadOnly):
    list_display = ("name", "code", "seq", "created_at")
    search_fields = ("name", "code")


@admin.register(Narrator)
class NarratorAdmin(ReadOnly):
    list_display = ("name", "room", "role", "user", "joined_at", "removed_at")
    search_fields = ("name",)


@admin.register(World)
class WorldAdmin(ReadOnly):
    list_display = ("__str__", "state", "strip_count", "finished_at")
    list_filter = ("state",)
    search_fields = ("title", "slug")


@admin.register(Phrase)
class PhraseAdmin(ReadOnly):
    list_display = ("text", "state", "reason", "attempt", "created_at")
    list_filter = ("state",)


@admin.register(Strip)
class StripAdmin(ReadOnly):
    list_display = ("__str__", "engine", "hung_at", "taken_down_at")


@admin.register(Layer)
class LayerAdmin(ReadOnly):
    list_display = ("__str__", "engine", "laid_at", "taken_down_at")


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("room", "seq", "name", "at")


class HangingInline(admin.TabularInline):
    model = Hanging
    extra = 0
    raw_id_fields = ("world",)


@admin.register(Gallery)
class GalleryAdmin(admin.ModelAdmin):
    list_display = ("name", "visibility", "created_at")
    list_filter = ("visibility",)
    search_fields = ("name", "slug")
    raw_id_fields = ("user",)
    inlines = [HangingInline]
