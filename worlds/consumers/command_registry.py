"""Handlers of commands, registered by decorator on the class that has them; a missing or second one fails at import."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from worlds.wire.protocol import Command

Handler = Callable[[Any, Any], Awaitable[dict[str, Any] | None]]
HandlerT = TypeVar("HandlerT", bound=Handler)
ClassT = TypeVar("ClassT", bound=type)


def handles(command: type[Command]) -> Callable[[HandlerT], HandlerT]:
    """Marks an ``async def`` method as the handler of ``command``."""

    def mark(method: HandlerT) -> HandlerT:
        method.handles = command  # type: ignore[attr-defined]
        return method

    return mark


def handles_all(commands: tuple[type[Command], ...]) -> Callable[[ClassT], ClassT]:
    """Class decorator: collects the handlers into ``handlers``. Raises ``TypeError`` unless each command has one."""

    def collect(cls: ClassT) -> ClassT:
        handlers: dict[type[Command], Handler] = {}
        for name in dir(cls):
            method = getattr(cls, name)
            command = getattr(method, "handles", None)
            if command is None:
                continue
            if command in handlers:
                raise TypeError(f"{cls.__name__} handles {command.__name__} twice")
            handlers[command] = method
        if missing := [command.__name__ for command in commands if command not in handlers]:
            raise TypeError(f"{cls.__name__} does not handle {', '.join(missing)}")
        cls.handlers = handlers  # type: ignore[attr-defined]
        return cls

    return collect
