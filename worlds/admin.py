"""The story in Django's admin: to look, to read reports, and to hide a world or a gallery or show it again.

Rows are read-only: what an admin decides goes through ``worlds.actions.gallery.reports`` like every other change, and
is noted in the admin's own log. The list of reports shows only the open ones unless a filter says otherwise.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from worlds.actions.gallery.reports import dismiss_reports, hide_content, restore_content
from worlds.models import Curator, Event, Gallery, Layer, Narrator, Phrase, Report, Room, Strip, World


class ReadOnlyRows:
    """A mixin without any permission to write: rows change only through actions."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnlyRows, admin.ModelAdmin):
    pass


class ModeratedAdmin(ReadOnlyAdmin):
    """Rows that an admin decides about, for which they need Django's permission to change them."""

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(f"worlds.change_{self.opts.model_name}"))

    def log_decision(self, request: HttpRequest, rows: list[Any], what: str) -> None:
        """Note each decision in the admin's log and show how many there were."""
        for row in rows:
            self.log_change(request, row, what)
        self.message_user(request, f"{len(rows)} {what.lower()}", messages.SUCCESS)


class HiddenFilter(admin.SimpleListFilter):
    title = "sight"
    parameter_name = "hidden"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "out of sight"), ("no", "in sight")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() is None else queryset.filter(hidden_at__isnull=self.value() == "no")


class HideableAdmin(ModeratedAdmin):
    """Worlds and galleries."""

    actions = ("hide", "restore")

    @admin.action(description="Take out of sight", permissions=["decide"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset)
        for row in rows:
            hide_content(row)
        self.log_decision(request, rows, "Taken out of sight.")

    @admin.action(description="Put back into sight", permissions=["decide"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset)
        for row in rows:
            restore_content(row)
        self.log_decision(request, rows, "Put back into sight.")


@admin.register(Room)
class RoomAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "seq", "created_at")
    search_fields = ("name", "code")


@admin.register(Narrator)
class NarratorAdmin(ReadOnlyAdmin):
    list_display = ("name", "room", "role", "user", "joined_at", "removed_at")
    search_fields = ("name",)


@admin.register(World)
class WorldAdmin(HideableAdmin):
    list_display = ("__str__", "state", "strip_count", "like_count", "finished_at", "hidden_at")
    list_filter = ("state", HiddenFilter)
    search_fields = ("title", "slug")
    exclude = ("search",)


@admin.register(Phrase)
class PhraseAdmin(ReadOnlyAdmin):
    list_display = ("text", "state", "reason", "attempt", "created_at")
    list_filter = ("state",)


@admin.register(Strip)
class StripAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "engine", "hung_at", "taken_down_at")


@admin.register(Layer)
class LayerAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "engine", "laid_at", "taken_down_at")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("room", "seq", "name", "at")


class CuratorInline(ReadOnlyRows, admin.TabularInline):
    model = Curator
    extra = 0
    max_num = 0


@admin.register(Gallery)
class GalleryAdmin(HideableAdmin):
    list_display = ("name", "visibility", "created_at", "hidden_at")
    list_filter = ("visibility", HiddenFilter)
    search_fields = ("name", "slug")
    exclude = ("search",)
    inlines = [CuratorInline]


class DecisionFilter(admin.SimpleListFilter):
    """Open reports, unless another choice is made."""

    title = "decision"
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "all"), *Report.Outcome.choices]

    def choices(self, changelist: Any) -> Any:
        every = list(super().choices(changelist))
        every[0]["display"] = "open"
        return every

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(outcome=self.value()) if self.value() else queryset.filter(closed_at=None)


@admin.register(Report)
class ReportAdmin(ModeratedAdmin):
    list_display = ("thing", "reason", "text", "at", "outcome", "closed_at")
    list_display_links = ("reason",)
    list_filter = (DecisionFilter, "reason")
    list_select_related = ("world", "gallery")
    search_fields = ("text", "world__title", "gallery__name")
    actions = ("hide", "dismiss")

    @admin.display(description="world or gallery")
    def thing(self, report: Report) -> SafeString:
        """Named, with a link to where it is looked at; what is out of sight is looked at here."""
        thing = _content_of(report)
        page = "world" if report.world is not None else "gallery"
        address = reverse(page, args=[thing.slug]) if thing.hidden_at is None and thing.slug else ""
        address = address or reverse(f"admin:worlds_{page}_change", args=[thing.pk])
        return format_html('<a href="{}">{}</a> ({})', address, str(thing), page)

    @admin.action(description="Take out of sight", permissions=["decide"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        reports = list(queryset.select_related("world", "gallery"))
        for report in reports:
            hide_content(_content_of(report))
        self.log_decision(request, reports, "Taken out of sight.")

    @admin.action(description="Leave as it is", permissions=["decide"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        reports = list(queryset.select_related("world", "gallery"))
        for report in reports:
            dismiss_reports(_content_of(report))
        self.log_decision(request, reports, "Left as it is.")


def _content_of(report: Report) -> World | Gallery:
    thing = report.world or report.gallery
    assert thing is not None  # the constraint report_of_one_thing
    return thing
