"""The base class of settings: an immutable record, read from environment variables, that documents itself.

``Settings.read(environ)`` takes from ``environ`` the variables that the fields name and nothing else; an empty one
counts as not set, and an unusable one is a ``ConfigError``. A record made by its constructor reads no variable. The
service (lightloom_site/config.py) and the models engine (inference/models/runtime/options.py) have a class each;
docs/configuration.md is made of their fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin

from pydantic import BeforeValidator, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class ConfigError(Exception):
    """A setting that cannot be used; its text is one sentence for the person who set it."""


def variable(name: str, default: Any, about: str, *, unset: str = "", **more: Any) -> Any:
    """A field that is read from the variable ``name``; ``more`` goes to pydantic's Field.

    A callable ``default`` makes the default from the fields before it. ``about`` and ``unset`` are the documentation:
    what the setting does, and what holds without it where the default does not say so.
    """
    if isinstance(default, bool):
        unset = unset or ("on" if default else "off")
    elif default is None:
        unset = unset or "none"
    made: dict[str, Any] = {"default_factory": default} if callable(default) else {"default": default}
    return Field(
        **made, validation_alias=name, description=about, json_schema_extra={"unset": unset or str(default)}, **more
    )


def in_data_folder(name: str) -> Callable[[dict[str, Any]], Path]:
    """A default for ``variable``: this file or folder of the data folder."""
    return lambda given: given["data"] / name


def _resolve(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return Path(value).expanduser().resolve()
    except (OSError, RuntimeError):  # `~nobody`, or links that lead to each other
        raise ValueError("is a path that can be followed") from None


ResolvedPath = Annotated[Path, BeforeValidator(_resolve)]
"""A path whose `~` and links are followed."""

LOWER_CASE = BeforeValidator(str.lower)


class Settings(BaseSettings):
    """Base class, with what every process needs to know. Fields are made by ``variable``.

    The text of a validator's ValueError continues a sentence that begins with the variable: "is cuda or cpu".
    """

    model_config = SettingsConfigDict(
        frozen=True,
        validate_by_name=True,
        validate_by_alias=True,
        validate_default=False,
        hide_input_in_errors=True,
    )

    data: ResolvedPath = variable(
        "LIGHTLOOM_DATA",
        PROJECT / "var",
        "The data folder: embedded database and broker, pictures, static files, secret key.",
        unset="`var/` beside manage.py",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)

    @classmethod
    def read(cls, environ: Mapping[str, str], **others: object) -> Self:
        """The settings out of ``environ``, and ``others`` by field name. Raises ConfigError naming the variable."""
        given = Variables(cls, environ)()
        try:
            return cls.model_validate({**given, **others})
        except ValidationError as error:
            raise ConfigError(_sentence(cls, given, error.errors()[0])) from None


class Variables(PydanticBaseSettingsSource):
    """The variables in ``environ`` that a settings class names, as text and by their names."""

    def __init__(self, settings_cls: type[Settings], environ: Mapping[str, str]) -> None:
        super().__init__(settings_cls)
        self.environ = environ
        self.fields = dict(variables(settings_cls))

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[str, str, bool]:
        return self.environ.get(field_name, "").strip(), field_name, False

    def __call__(self) -> dict[str, str]:
        read = (self.get_field_value(field, name) for name, field in self.fields.items())
        return {name: value for value, name, _ in read if value}


def variables(settings: type[Settings]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields that have a variable, by its name, in the order they are written in."""
    for field in settings.model_fields.values():
        if isinstance(field.validation_alias, str):
            yield field.validation_alias, field


def _sentence(settings: type[Settings], given: Mapping[str, str], error: ErrorDetails) -> str:
    if not error["loc"]:  # an error about several settings names them itself
        return str(error["ctx"]["error"])
    name = str(error["loc"][0])
    return f"{name} {_allowed(dict(variables(settings))[name], error)}, not {_redacted(given[name])}."


def _allowed(field: FieldInfo, error: ErrorDetails) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if field.annotation is bool:
        return "is on or off"
    if get_origin(field.annotation) is Literal:
        return "is one of " + ", ".join(get_args(field.annotation))
    minimum, maximum = (getattr(bound, end) for end in ("ge", "le") for bound in field.metadata if hasattr(bound, end))
    return f"is a whole number from {minimum} to {maximum}"


def _redacted(value: str) -> str:
    """``value`` for an error message, which ends up in logs: without anything that may hold a password."""
    if re.search(r":(?!//).*@|(pass|pwd)\w*\s*=", value, re.IGNORECASE | re.DOTALL):
        return "what was given (it may hold a password and is not shown)"
    return repr(value)
