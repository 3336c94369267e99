"""How a prompt separates the words that people said from the rules.

What people said is data: ``sanitise`` removes everything that could end its quotation or be read as a control token,
and ``quoted`` sets it between tags; the rules say that what stands between tags is never an instruction. Both models
mark their turns with control tokens in angle brackets; ``check_tokenizer`` refuses a tokenizer that does not.
"""

from __future__ import annotations

from typing import Any

from inference.contract.errors import EngineUnavailable

_BRACKETS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


def sanitise(text: str, limit: int = 400) -> str:
    """``text`` on one line, at most ``limit`` characters, without control characters, angle brackets and braces."""
    shown = "".join(char if char.isprintable() else " " for char in text[: 4 * limit])
    return " ".join(shown.translate(_BRACKETS).split())[:limit].rstrip()


def quoted(tag: str, text: str, limit: int = 400) -> str:
    """``text``, line by line, between ``<tag>`` and ``</tag>``; nothing in it can end the quotation.
    ``limit`` is for each line, in characters."""
    lines = [sanitise(line, limit) for line in text.splitlines()] or [""]
    return f"<{tag}>\n" + "\n".join(line for line in lines if line) + f"\n</{tag}>"


def check_tokenizer(tokenizer: Any, job: str) -> None:
    """Raises ``EngineUnavailable`` for a tokenizer without a chat template, or with control tokens that a phrase could
    hold."""
    if not tokenizer.chat_template:
        raise EngineUnavailable(f"The {job}'s tokenizer has no chat template; its files are not the published ones.")
    sayable = [token for token in tokenizer.all_special_tokens if "<" not in token and token in tokenizer.chat_template]
    if sayable:
        raise EngineUnavailable(f"The {job} marks its turns with {sayable[0]!r}, which a phrase could hold too.")
