"""What a socket is told and when it closes: nothing is missed, nobody stays who was removed or signed out,
nobody is a ghost."""

from __future__ import annotations

import asyncio
import json
import secrets

import pytest
import websockets

from tests.narrators import Person, Seat, host
from tests.stack import Stack
from worlds.wire.protocol import PROTOCOL_VERSION

pytestmark = pytest.mark.stack


async def sign_up(person: Person, name: str, password: str) -> None:
    answer = await person.post("/accounts/signup/", username=name, password1=password, password2=password)
    assert answer.status_code == 200 and "errorlist" not in answer.text, answer.text[:2000]


async def sign_in(person: Person, name: str, password: str) -> None:
    answer = await person.post("/accounts/login/", login=name, password=password)
    assert answer.status_code == 200 and "errorlist" not in answer.text, answer.text[:2000]


async def test_a_spectator_alone_in_the_room_takes_a_seat_and_sees_it(stack: Stack) -> None:
    sue = Person(stack.base_url)
    async with host(stack.base_url) as ada:
        await sue.join(ada.code, "Sue", watch=True)
        seat = await Seat(sue, ada.code).connect()
        await ada.close()
        await asyncio.sleep(1)
        await seat.ask("seat.take")
        await seat.sees(lambda room: seat.you in room.floor.seats, patience=5)
        await seat.take_turn()
        await seat.close()
    await sue.close()


async def test_who_was_removed_before_saying_hello_is_told_so_and_nothing_else(stack: Stack) -> None:
    mallory = Person(stack.base_url)
    async with host(stack.base_url) as ada:
        await mallory.join(ada.code, "Mallory")
        url = stack.base_url.replace("http", "ws", 1) + f"/ws/rooms/{ada.code}"
        headers = {"Cookie": mallory.cookie(), "Origin": stack.base_url}
        async with websockets.connect(url, additional_headers=headers) as socket:
            seat = await ada.sees(lambda room: next((one for one in room.narrators if one.name == "Mallory"), None))
            await ada.ask("narrator.remove", narrator=seat.id)
            await ada.sees(lambda room: room.narrators[-1].removed)
            await socket.send(json.dumps({"id": "a", "kind": "hello", "version": PROTOCOL_VERSION}))
            assert json.loads(await socket.recv()) == {"kind": "goodbye", "reason": "removed"}
            with pytest.raises(websockets.ConnectionClosed):
                await asyncio.wait_for(socket.recv(), 5)
            assert socket.close_code == 4401
    await mallory.close()


async def test_signing_out_closes_the_sockets_of_this_browser_and_of_no_other(stack: Stack) -> None:
    name, password = f"ada-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    async with host(stack.base_url) as at_home:
        await sign_up(at_home.person, name, password)
        phone = Person(stack.base_url)
        await sign_in(phone, name, password)
        on_phone = await Seat(phone, at_home.code).connect()
        assert on_phone.you == at_home.you, "one seat, two browsers"
        await phone.post("/accounts/logout/")
        assert await on_phone.is_closed(5) == 4401
        assert (await on_phone.hears("goodbye"))["reason"] == "logout"
        await at_home.ask("ping")
        await at_home.person.post("/accounts/logout/")
        assert await at_home.is_closed(5) == 4401, "though it was opened before there was an account"
    await phone.close()


async def test_a_copy_of_a_cookie_that_was_logged_out_opens_no_socket(stack: Stack) -> None:
    name, password = f"ada-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    async with host(stack.base_url) as ada:
        await sign_up(ada.person, name, password)
        copied = {"Cookie": ada.person.cookie(), "Origin": stack.base_url}
        url = stack.base_url.replace("http", "ws", 1) + f"/ws/rooms/{ada.code}"
        hello = json.dumps({"id": "a", "kind": "hello", "version": PROTOCOL_VERSION})
        async with websockets.connect(url, additional_headers=copied) as socket:
            await socket.send(hello)
            assert json.loads(await socket.recv())["kind"] == "welcome"
        await ada.person.post("/accounts/logout/")
        async with websockets.connect(url, additional_headers=copied) as socket:
            with pytest.raises(websockets.ConnectionClosed):
                await asyncio.wait_for(socket.recv(), 5)
            assert socket.close_code == 4401
