"""Words for the models, and how what people said is set apart from them.

Everything a person said is data: ``plain`` takes from it whatever could end its quotation or be read as a control
token, and ``quoted`` sets it between tags that the rules tell the model to picture and never to obey. Both models mark
their turns with control tokens in angle brackets, and ``check_tongue`` refuses a tokenizer where that is not so. It
runs no model.
"""

from __future__ import annotations

from typing import Any

from inference.contract.errors import EngineUnavailable

_BRACKETS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


def plain(text: str, most: int = 400) -> str:
    """``text`` on one line, at most ``most`` characters, without control characters, angle brackets and braces."""
    shown = "".join(char if char.isprintable() else " " for char in text[: 4 * most])
    return " ".join(shown.translate(_BRACKETS).split())[:most].rstrip()


def quoted(tag: str, text: str, most: int = 400) -> str:
    """``text`` as data between ``<tag>`` and ``</tag>``, line by line; nothing in it can end it."""
    lines = [plain(line, most) for line in text.splitlines()] or [""]
    return f"<{tag}>\n" + "\n".join(line for line in lines if line) + f"\n</{tag}>"


def check_tongue(tokenizer: Any, job: str) -> None:
    """Raises ``EngineUnavailable`` for a tokenizer that has no chat template,
    or control tokens that a person could say."""
    if not tokenizer.chat_template:
        raise EngineUnavailable(f"The {job}'s tokenizer has no chat template; its files are not the published ones.")
    sayable = [token for token in tokenizer.all_special_tokens if "<" not in token and token in tokenizer.chat_template]
    if sayable:
        raise EngineUnavailable(f"The {job} marks its turns with {sayable[0]!r}, which a phrase could hold too.")
