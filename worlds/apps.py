"""The story: rooms, narrators, turns, phrases, strips, worlds and galleries."""

from django.apps import AppConfig


class WorldsConfig(AppConfig):
    name = "worlds"
    verbose_name = "Worlds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from worlds import signals  # noqa: F401  (connects itself)
