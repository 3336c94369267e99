"""Reports, and what an admin takes out of sight: gone for everybody, everywhere, and back again whole."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.pages.finished_worlds import weave
from tests.pages.test_gallery_pages import search, titles
from tests.pages.test_world_page import read
from worlds.actions.gallery import reports
from worlds.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    browser = Client()
    browser.force_login(get_user_model().objects.create_superuser("root"))
    return browser


def decide(admin: Client, kind: str, action: str, *things: object) -> str:
    fields = {"action": action, "_selected_action": [str(thing.pk) for thing in things]}  # type: ignore[attr-defined]
    return admin.post(f"/admin/worlds/{kind}/", fields, follow=True).content.decode()


def test_a_report_is_thanked_for_read_and_decided(client: Client, admin: Client) -> None:
    world = weave("a lighthouse", title="The Tide")
    said = client.post(f"{world.page}/report", {"reason": "harmful", "text": "It is unkind."}, follow=True)
    assert "Thank you. Somebody will look at it." in said.content.decode()
    client.post(f"{world.page}/report", {"reason": "other", "text": "Worse than unkind."})
    report = Report.objects.get()
    assert (report.reason, report.text) == ("other", "Worse than unkind.")
    page = read(admin, "/admin/worlds/report/")
    assert "The Tide" in page
    assert "Worse than unkind." in page
    assert "1 taken out of sight." in decide(admin, "report", "hide", report)
    assert "0 reports" in read(admin, "/admin/worlds/report/")
    assert "1 report" in read(admin, "/admin/worlds/report/?decided=hidden")
    report.refresh_from_db()
    assert report.outcome == "hidden"
    gone = (world.page, f"{world.page}/inside", f"{world.page}/strips.json", f"{world.page}/narration.txt")
    for browser in (client, world.browser, admin):
        for address in gone:
            assert browser.get(address).status_code == 404, address
        assert titles(read(browser, "/mine")) in ([], ["Night walks"])
        assert titles(read(browser, world.gallery_page)) == []
        assert titles(search(browser, "lighthouse")) == []
        assert titles(read(browser, "/galleries")) == []
    assert "The Tide" not in read(client, "/feed.rss")
    assert world.page not in read(client, "/")
    decide(admin, "world", "restore", world.world)
    assert titles(read(client, world.gallery_page)) == ["The Tide"]
    read(client, world.page)


def test_a_world_that_is_left_as_it_is_closes_every_report_of_it(client: Client, admin: Client) -> None:
    world = weave()
    for browser in (client, Client(), Client()):
        browser.post(f"{world.page}/report", {"reason": "stolen"})
    assert "3 reports" in read(admin, "/admin/worlds/report/")
    decide(admin, "report", "dismiss", Report.objects.first())
    assert "0 reports" in read(admin, "/admin/worlds/report/")
    assert set(Report.objects.values_list("outcome", flat=True)) == {"kept"}
    read(client, world.page)


def test_a_gallery_out_of_sight_takes_along_what_hangs_only_there(client: Client, admin: Client) -> None:
    world = weave(title="The Tide")
    client.post(f"{world.gallery_page}/report", {"reason": "private"})
    decide(admin, "report", "hide", Report.objects.get())
    for browser in (client, world.browser):
        assert browser.get(world.gallery_page).status_code == 404
        assert "Night walks" not in titles(read(browser, "/galleries"))
    assert client.get(world.page).status_code == 404
    assert "Night walks" not in read(world.browser, world.page)
    again = weave(by=world, title="Again")
    assert again.gallery_page != world.gallery_page
    decide(admin, "gallery", "restore", world.world.finish_gallery)
    read(client, world.page)


def test_ten_reports_in_an_hour_are_enough(client: Client) -> None:
    worlds = [first := weave(), *(weave(by=first) for _ in range(10))]
    sent = {"reason": "other"}
    answers = [client.post(f"{world.page}/report", sent, headers={"Accept": "application/json"}) for world in worlds]
    assert [answer.status_code for answer in answers] == [200] * 10 + [409]
    assert re.fullmatch(r"You have reported a lot\. Try again in about \d+ minutes\.", answers[-1].json()["error"])
    assert Report.objects.count() == 10


def test_reports_of_one_thing_are_kept_to_a_number(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "OPEN_REPORTS_MAX", 2)
    world = weave()
    for _ in range(4):
        answer = Client().post(f"{world.page}/report", {"reason": "other"}, follow=True)
        assert "Thank you." in answer.content.decode()
    assert Report.objects.count() == 2


def test_a_reason_is_one_of_those_that_are_asked_for(client: Client) -> None:
    world = weave()
    for reason in ("", "because", "\0"):
        assert client.post(f"{world.page}/report", {"reason": reason}).status_code == 404
    assert not Report.objects.exists()


def test_only_who_may_change_worlds_decides(admin: Client) -> None:
    from django.contrib.auth.models import Permission

    world = weave()
    looker = get_user_model().objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_world"))
    browser = Client()
    browser.force_login(looker)
    assert "The Lamp and the Sea" in read(browser, "/admin/worlds/world/")
    decide(browser, "world", "hide", world.world)
    read(browser, world.page)
    for kind in ("world", "gallery", "report"):
        assert admin.get(f"/admin/worlds/{kind}/add/").status_code == 403
