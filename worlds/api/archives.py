"""Archives: import a world, see how far it is, cancel it. For accounts, as on the page; uploaded with a form."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from worlds import access
from worlds.actions.world.imports import DEFAULT_GALLERY, accept_upload, cancel_import
from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import READ_ERRORS, WRITE_ERRORS, ApiError, ErrorResponse, PageQuery, page_of
from worlds.archive.unpack import ArchiveRefused
from worlds.models import Bringing
from worlds.reading.imports import import_progress
from worlds.wire.protocol import Title, VisibilityChoice

router = Router(tags=["archives"])


class BringIn(Schema):
    gallery: Title = Field(default=DEFAULT_GALLERY, description="that its world hangs in: one of yours, or a new name")
    visibility: VisibilityChoice = Field(default="private", description="who may see the world: this holds")


class ArchiveRead(Schema):
    """An archive on its way in."""

    id: str
    state: str = Field(description="receiving, waiting, bringing; then brought, refused or cancelled")
    stage: str = Field(description="what is being done, as a sentence")
    done: int = Field(description="files that are looked at and written")
    of: int
    why: str = Field(description="it was refused")
    world: str = Field(description="slug of the world it became, once it is brought")
    page: str = Field(description="path of that world’s page")


class ArchivePage(Schema):
    items: list[ArchiveRead]
    next: str | None


@router.get(
    "/archives", response={200: ArchivePage, READ_ERRORS: ErrorResponse}, summary="Your archives on their way in"
)
def list_archives(request: HttpRequest, query: Query[PageQuery]) -> ArchivePage:
    """The newest first; those that ended are remembered for a week."""
    found, following = page_of(access.imports_of(authenticated_visitor(request)), "asked_at", query)
    return ArchivePage(items=[_read(archive) for archive in found], next=following)


@router.post("/archives", response={202: ArchiveRead, WRITE_ERRORS: ErrorResponse}, summary="Bring a world in")
def bring_in(request: HttpRequest, archive: File[UploadedFile], body: Form[BringIn]) -> Status[ArchiveRead]:
    """Send the archive of a world as a form's file.
    Read it again until it is `brought` or `refused`. Needs an account;
    what an archive may weigh is its operator's to say."""
    visitor = authenticated_visitor(request)
    if not settings.LIGHTLOOM_IMPORT_BYTES:
        raise ApiError(404, "api.not_found", "No archives are brought in here.")
    if visitor.account is None:
        raise ApiError(403, "archive.no_account", "What is brought in stays, so it needs an account to belong to.")
    try:
        taken = accept_upload(visitor, archive, gallery=body.gallery, visibility=body.visibility)
    except ArchiveRefused as refused:
        raise ApiError(422, "archive.refused", str(refused)) from None
    return Status(202, _read(taken))


@router.get(
    "/archives/{archive_id}", response={200: ArchiveRead, READ_ERRORS: ErrorResponse}, summary="How far an archive is"
)
def read_archive(request: HttpRequest, archive_id: uuid.UUID) -> ArchiveRead:
    return _read(access.import_for(authenticated_visitor(request), archive_id))


@router.delete(
    "/archives/{archive_id}", response={200: ArchiveRead, WRITE_ERRORS: ErrorResponse}, summary="Cancel an archive"
)
def cancel_archive(request: HttpRequest, archive_id: uuid.UUID) -> ArchiveRead:
    """Nothing of it stays. One that ended already is left as it is."""
    visitor = authenticated_visitor(request)
    cancel_import(visitor, archive_id)
    return _read(access.import_for(visitor, archive_id))


def _read(archive: Bringing) -> ArchiveRead:
    return ArchiveRead.model_validate(asdict(import_progress(archive)))
