"""The search: what it finds, for whom, and how it says so. Any string gets an answer."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages.finished_worlds import weave
from tests.pages.test_gallery_pages import search, titles
from tests.pages.test_world_page import read
from tests.story.weaving.rooms import visitor
from worlds.actions.gallery.galleries import make_gallery
from worlds.search.query import parse_query, search_worlds
from worlds.search.words import edit_distance, token_spans, tokenize
from worlds.views.gallery.search_results import highlight

pytestmark = pytest.mark.django_db


def test_the_search_finds_by_narration_and_ranks_a_title_first(client: Client) -> None:
    weave("a lighthouse blinks", "the lighthouse again", title="Sea Walk")
    weave("a river", title="The Lighthouse")
    weave("a forest", title="Leaves")
    assert titles(search(client, "lighthouses")) == ["The Lighthouse", "Sea Walk"]


def test_the_search_reads_the_way_web_searches_do(client: Client) -> None:
    weave("a red moon over the sea", title="One")
    weave("a moon and a red boat", title="Two")
    assert titles(search(client, '"red moon"')) == ["One"]
    assert titles(search(client, "moon -boat")) == ["One"]
    assert sorted(titles(search(client, "boat or sea"))) == ["One", "Two"]


@pytest.mark.parametrize(("visibility", "found"), [("private", []), ("link", []), ("public", ["Hidden"])])
def test_the_search_finds_only_what_may_be_listed(client: Client, visibility: str, found: list[str]) -> None:
    world = weave("a lighthouse", title="Hidden", visibility=visibility)
    assert titles(search(client, "lighthouse")) == found
    assert titles(search(world.browser, "lighthouse")) == ["Hidden"]


def test_found_words_are_marked_and_everything_else_is_text(client: Client) -> None:
    weave("a <img src=x onerror=alert(1)> lighthouse <b>blinks</b>", title="The <i>Lighthouse</i>")
    page = search(client, "lighthouse")
    assert page.count("<mark>lighthouse</mark>") == 1
    assert page.count("<mark>Lighthouse</mark>") == 1
    assert not re.search(r"<img src=x|<b>blinks|<i>", page)


@pytest.mark.parametrize(
    "query", ['"', "<script>alert(1)</script>", "a\0b", "' or 1=1 --", "!&|:*", "word " * 200, "-"]
)
def test_whatever_is_searched_for_gets_an_answer(client: Client, query: str) -> None:
    weave()
    assert "<script>alert" not in search(client, query)


@pytest.mark.parametrize(
    ("text", "places", "shown"),
    [
        ("a red & <b>", [(2, 5)], "a <mark>red</mark> &amp; &lt;b&gt;"),
        ("<b>", [(0, 3)], "<mark>&lt;b&gt;</mark>"),
        ("plain", [], "plain"),
        ("灯台の光", [(0, 2), (1, 2), (2, 3)], "<mark>灯台の</mark>光"),
        ("", [], ""),
    ],
)
def test_marks_are_put_around_escaped_words(text: str, places: list[tuple[int, int]], shown: str) -> None:
    assert highlight(text, places) == shown


def test_every_language_is_found() -> None:
    ada = weave("Маяк светит ночью", title="Ночь")
    weave("灯台の光が海を照らす", title="灯台", by=ada)
    weave("l’été est là, un château", title="L’ÉTÉ", by=ada)
    weave("שִׁירָה על הים", "die Sonne", "हिन्दी में", title="Song", by=ada)
    for query, found in {
        "маяк": ["Ночь"],
        "МАЯК": ["Ночь"],
        "灯台": ["灯台"],
        "台の": ["灯台"],
        "台灯": [],
        "été": ["L’ÉTÉ"],
        "ete": ["L’ÉTÉ"],
        "chateau": ["L’ÉTÉ"],
        "שירה": ["Song"],
        "die": ["Song"],
        "हिन्दी": ["Song"],
    }.items():
        assert [world.title for world in search_worlds(visitor(), query)] == found, query


def test_a_misspelt_word_finds_what_is_nearly_so_and_says_it(client: Client) -> None:
    weave("a lighthouse blinks", title="Sea Walk")
    weave("a forest", title="Leaves")
    for query in ("lighthuose", "lihgthouse", "ligthouse", "LIGHTHUOSE"):
        page = search(client, query)
        assert titles(page) == ["Sea Walk"]
        assert "<mark>lighthouse</mark>" in page
        assert re.search(r"Nobody told of “<span[^>]*>\w+</span>”, but of <strong[^>]*>lighthouse</strong>", page)


def test_only_the_misspelt_word_of_several_is_taken_for_another(client: Client) -> None:
    weave("a red lighthouse", title="Red")
    weave("a blue lighthouse", title="Blue")
    assert titles(search(client, "blue lighthuose")) == ["Blue"]


def test_a_private_world_lends_nobody_its_words(client: Client) -> None:
    world = weave("a zarquon sings", title="Secret", visibility="private")
    page = search(client, "zarkuon")
    assert titles(page) == []
    assert "zarquon" not in page
    assert titles(search(world.browser, "zarkuon")) == ["Secret"]


@pytest.mark.parametrize("query", ["li", "light", "red ligh"])
def test_the_last_word_may_be_only_begun(query: str, client: Client) -> None:
    weave("a red lighthouse", title="Sea Walk")
    assert titles(search(client, query)) == ["Sea Walk"]
    assert "<mark>lighthouse</mark>" in search(client, query)


def test_narrators_styles_and_descriptions_are_found(client: Client) -> None:
    weave("a castle", title="One", guests=("Marguerite",))
    two = weave("a castle", "a river", title="Two", guests=("Marguerite",))
    assert titles(search(client, "marguerite")) == ["Two"]
    assert sorted(titles(search(client, "gouache"))) == ["One", "Two"]
    assert two.world.description.split()[1] == "lamp"
    assert len(titles(search(client, "lamp burns"))) == 2


def test_galleries_are_found_by_name_and_description(client: Client) -> None:
    ada = visitor()
    make_gallery(ada, name="Winterreise", description="Snow and a hurdy-gurdy.", visibility="public")
    make_gallery(ada, name="Winter alone", visibility="private")
    assert titles(search(client, "hurdy")) == ["Winterreise"]
    assert titles(search(client, "wintereise")) == ["Winterreise"]
    assert titles(search(client, "alone")) == []


def test_what_is_found_while_typing_is_what_the_page_shows(client: Client) -> None:
    weave("a lighthouse", title="Sea Walk")
    part = read(client, "/galleries/found?q=light")
    assert titles(part) == ["Sea Walk"]
    assert "<html" not in part
    assert part.strip() in search(client, "light")
    assert titles(read(client, "/galleries/found")) == ["Night walks"]


def test_a_query_without_words_asks_for_one(client: Client) -> None:
    weave()
    for query in ("🦊", "-castle", "!!!"):
        assert "Type a word to look for." in search(client, query)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80), st.text("ab \"'-|&!:*()\\<>\0%_日я🦊\u202e\ud800", max_size=40))
def test_any_string_is_a_query(one: str, other: str) -> None:
    for query in (one, other, f'"{one}', f"-{other} {one}"):
        assert list(search_worlds(visitor(), query)) == []


def test_a_very_long_query_is_a_query(client: Client) -> None:
    world = weave("a lighthouse")
    assert titles(search(client, "lighthouse " + "x" * 10_000)) == []
    assert titles(search(client, "lighthouse " * 1000)) == [world.world.title]


@given(st.text(max_size=60))
@settings(max_examples=80)
def test_words_are_the_same_however_often_they_are_folded(text: str) -> None:
    assert tokenize(" ".join(tokenize(text))) == tokenize(text)
    assert all(text[start:end].strip() for start, end in token_spans(text))


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("castle", "castle", 0), ("caslte", "castle", 1), ("castl", "castle", 1), ("", "ab", 2), ("river", "rover", 1)],
)
def test_edits_are_counted(one: str, other: str, count: int) -> None:
    assert edit_distance(one, other) == count == edit_distance(other, one)


def test_a_query_is_read_as_it_is_meant() -> None:
    parsed = parse_query('red "old moon" -boat or sea-side ligh')
    assert [[term.words for term in terms] for terms in parsed.alternatives] == [
        [("red",), ("old", "moon")],
        [("sea", "side"), ("ligh",)],
    ]
    assert [term.words for term in parsed.excluded] == [("boat",)]
    assert parsed.prefix == "ligh"
