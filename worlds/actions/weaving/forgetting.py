"""What was taken back is forgotten by the room's history too: words that were corrected, and what was unravelled.

Events are kept so that clients catch up, and clients that come later are told them as well. So the earlier events of a
phrase that was taken back are written again with the phrase as it is now; their ``seq`` and their worlds stay, and so
does *an old snapshot + the events after it = a fresh snapshot*.
"""

from __future__ import annotations

from worlds.models import Event, Phrase, Room
from worlds.reading.room import phrase_part
from worlds.wire.events import PhraseChanged


def forget_earlier_words(room: Room, phrase: Phrase) -> None:
    """Write the events of ``phrase`` again that are in the locked room's log, after it was taken back."""
    now = phrase_part(phrase).model_dump(mode="json")
    # none of them is older than the phrase, and a room's log may be long
    told = Event.objects.filter(room=room, at__gte=phrase.created_at, payload__phrase__id=phrase.id.hex)
    rows = list(told)
    for row in rows:
        row.name = PhraseChanged.name
        row.payload = row.payload | {"phrase": now}
    Event.objects.bulk_update(rows, ["name", "payload"])
