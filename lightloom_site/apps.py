"""Wires Celery into every process that sets Django up, so that all of them send tasks through the same app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lightloom_site"
    verbose_name = "Lightloom"

    def ready(self) -> None:
        from lightloom_site import celery  # noqa: F401  (becomes the current app)
