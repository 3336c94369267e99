"""How many large bodies the web process takes in at a time, whoever sends them:
nobody is asked who they are before theirs is here."""

from __future__ import annotations

from unittest.mock import MagicMock

from django.conf import settings
from twisted.internet.testing import StringTransport

from lightloom_site.web.backpressure import BODY_BYTES, FORM_BYTES, UPLOADS_AT_ONCE, FlowControlledRequest
from lightloom_site.web.framing import FramedChannel

MOST = settings.LIGHTLOOM_IMPORT_BYTES + FORM_BYTES


def coming(length: int | None, path: bytes = b"/worlds/bring-in") -> FlowControlledRequest:
    """A request whose head was read and whose body is announced."""
    channel = FramedChannel()
    channel.factory, channel.transport, channel._networkProducer = MagicMock(), StringTransport(), MagicMock()
    channel._path = path  # type: ignore[assignment]  # the hint is of another of the name
    request = FlowControlledRequest(channel, False)
    request.gotLength(length)
    return request


def said(request: FlowControlledRequest) -> bytes:
    """The status that it was refused with, if it was."""
    answer: bytes = request.channel.transport.value()
    return answer[9:12]


def test_only_so_many_large_bodies_come_in_at_a_time() -> None:
    large = [coming(MOST) for _ in range(UPLOADS_AT_ONCE)]
    assert [said(one) for one in large] == [b""] * UPLOADS_AT_ONCE
    one_more, small = coming(MOST, b"/api/archives"), coming(BODY_BYTES, b"/rooms")
    assert (said(one_more), said(small)) == (b"503", b"")
    assert one_more.channel.transport.disconnecting and not small.channel.transport.disconnecting
    # one that does not say how large it is counts from where it is large
    unsaid = coming(None)
    unsaid.handleContentChunk(b"x" * BODY_BYTES)
    assert said(unsaid) == b""
    unsaid.handleContentChunk(b"x")
    assert said(unsaid) == b"503"
    large.pop().connectionLost(None)
    again, too_large = coming(MOST), coming(MOST + 1)
    assert (said(again), said(too_large)) == (b"", b"413")
    for one in (*large, again, too_large, unsaid, one_more, small):
        one.connectionLost(None)
    assert not FlowControlledRequest.uploads
