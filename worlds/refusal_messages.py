"""The sentence that a person reads for a refusal, on a page, from the HTTP API or from a management command.

Codes of the room's protocol have theirs in ``worlds.wire.protocol.ERRORS``; those that only pages and the HTTP API can
meet are here.
"""

from __future__ import annotations

from worlds.actions.limits import RateLimited, wait_text
from worlds.actions.world.questions import QUESTION_CHARS_MAX
from worlds.wire.protocol import ERRORS
from worlds.wire.refusal import Refusal

MESSAGES: dict[str, str] = {
    "room.too_many": "Many rooms have been opened from here.",
    "question.empty": "Ask something about this world.",
    "question.too_long": f"A question has at most {QUESTION_CHARS_MAX} characters.",
    "question.open": "The art director is still looking into your last question.",
    "question.too_many": "You have asked a lot.",
    "question.world_asked": "This world has been asked a lot.",
    "gallery.too_many": "You have as many galleries as one person may have. Delete one first.",
    "gallery.opens_link": "Hung there, this world is seen by whoever has the gallery’s link: more people than now. "
    "Say visibility=link if that is meant.",
    "gallery.opens_public": "Hung there, this world is seen by everybody: more people than now. "
    "Say visibility=public if that is meant.",
    "gallery.opens_others": "Worlds that other people told hang here and would be seen by more people than they chose. "
    "Take them down first, or leave the gallery as it is.",
    "curator.not_found": "There is no account of that name.",
    "curator.owner": "That is the owner, who curates anyway.",
    "curator.too_many": "A gallery has at most 50 curators.",
    "report.too_many": "You have reported a lot.",
    "archive.too_long": "An archive holds at most 2500 strips and as many layers; this world has more.",
    "archive.does_not_fit": "This world has something that no archive can hold. Tell whoever runs this place.",
    "archive.busy": "Several worlds are being packed just now.",
    "archive.measuring": "This world is large, and is being made ready.",
    "remix.no_such_strip": "This world has no such strip.",
    "remix.not_allowed": "Only those who wove this world may weave on from it.",
    "remix.too_many": "You have begun to weave on a lot.",
    "import.too_many": "You have brought in a lot.",
    "import.open": "Two of your archives are on their way in already. Wait for one of them, or cancel it.",
    "import.full": "Many worlds are being brought in just now. Try again in a few minutes.",
    "import.no_room": "There is no room left here for this archive. Tell whoever runs this place.",
    "token.too_many": "You have as many tokens as an account may have. Revoke one first.",
    "api.too_many": "That was too much at once.",
}
"""For a rate limit this is the first sentence; the second one says when to come back."""
DEFAULT_MESSAGE = "That cannot be done as things are."


def refusal_message(refusal: Refusal) -> str:
    """One or two sentences for people; never an exception's text."""
    message = MESSAGES.get(refusal.code) or ERRORS.get(refusal.code) or DEFAULT_MESSAGE
    if isinstance(refusal, RateLimited):
        return f"{message} Try again {wait_text(refusal.seconds)}."
    return message
