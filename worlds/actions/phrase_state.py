"""Between a phrase's row and its life: the only place that writes the state of a phrase.

The rules are ``worlds.phrase_lifecycle``; here they meet the row. Call it under the room's lock. Nothing is recorded
or sent here: what a step means for the room is its caller's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any, Concatenate, ParamSpec

from worlds.models import Phrase
from worlds.phrase_lifecycle import Life, PhraseRefused, State
from worlds.wire.refusal import Refusal

P = ParamSpec("P")
COLUMNS = tuple(field.name for field in fields(Life))


def life_of(phrase: Phrase) -> Life:
    """The life of ``phrase`` as its row says."""
    columns = {name: getattr(phrase, name) for name in COLUMNS}
    return Life(**columns | {"state": State(phrase.state)})


def life_after(phrase: Phrase, step: Callable[Concatenate[Life, P], Life], *args: P.args, **kwargs: P.kwargs) -> Life:
    """The life of ``phrase`` after ``step``; the row stays as it is.

    Raises ``Refusal`` with the code of the rule that said no.
    """
    try:
        return step(life_of(phrase), *args, **kwargs)
    except PhraseRefused as refused:
        raise Refusal(refused.code) from None


def save_life(phrase: Phrase, life: Life, *also: str) -> None:
    """Write ``life`` to the row of ``phrase``, together with the columns in ``also``, which the caller has set."""
    for name, value in columns_of(life).items():
        setattr(phrase, name, value)
    phrase.save(update_fields=[*COLUMNS, *also])


def columns_of(life: Life) -> dict[str, Any]:
    """The columns with which a new row begins ``life``."""
    return asdict(life)
