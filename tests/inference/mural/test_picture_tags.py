"""What people save says what it is: read back with Pillow, a reader of others."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, IptcImagePlugin

from inference.contract.attribution import Attribution
from inference.contract.files.storage import FolderStorage
from inference.engine.protocols import Engine
from inference.mural.finish_job import finish_world
from inference.mural.picture_tags import CAPTION_BYTES_MAX, NAME_BYTES_MAX, tag_picture
from tests.inference.mural.plain_murals import finish_job, hang_plain

RDF, DC = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
TITLE, CREATORS, DESCRIPTION, LANGUAGE = (2, 5), (2, 80), (2, 120), (1, 90)


def xmp_of(data: bytes) -> dict[str, Any]:
    """Of Dublin Core the values in order, and Photoshop's credit line."""
    root = ElementTree.fromstring(Image.open(io.BytesIO(data)).info["xmp"])
    found: dict[str, Any] = {
        name: [item.text for item in root.iterfind(f".//{DC}{name}//{RDF}li")]
        for name in ("title", "creator", "description")
    }
    (about,) = root.iter(f"{RDF}Description")
    return found | {"credit": about.get(f"{PHOTOSHOP}Credit")}


def iptc_of(data: bytes) -> dict[tuple[int, int], Any]:
    image = Image.open(io.BytesIO(data))
    assert isinstance(image, Image.Image)
    return IptcImagePlugin.getiptcinfo(image) or {}


def encoded(format: str) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, format)
    return out.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_title_narrators_and_description_are_in_a_picture_and_its_pixels_stay(format: str) -> None:
    plain = encoded(format)
    about = Attribution(
        "Stone & «Wasser» 月", "A castle <in the rain>\x0b,\na lamp \ufffe.", ["Ada", "Бен"], ["“Before”"]
    )
    tagged = tag_picture(plain, about)
    assert xmp_of(tagged) == {
        "title": [about.title],
        "creator": ["Ada", "Бен"],
        "description": ["A castle <in the rain>, a lamp ."],
        "credit": "“Stone & «Wasser» 月”, woven by Ada, Бен with Lightloom; woven on from “Before”",
    }
    if format == "JPEG":
        iptc = iptc_of(tagged)
        assert iptc[LANGUAGE] == b"\x1b%G" and iptc[TITLE].decode() == about.title
        assert [name.decode() for name in iptc[CREATORS]] == ["Ada", "Бен"]
        assert iptc[DESCRIPTION].decode() == "A castle <in the rain>, a lamp ."
    before, after = (np.asarray(Image.open(io.BytesIO(data))) for data in (plain, tagged))
    assert np.array_equal(before, after)


def test_the_longest_fits() -> None:
    about = Attribution("月" * 120, "月" * 1_000, ["月" * 80] * 500, ["“月”" * 60] * 100)
    tagged = tag_picture(encoded("JPEG"), about)
    assert xmp_of(tagged)["description"] == [about.description] and len(xmp_of(tagged)["creator"]) == 100
    iptc = iptc_of(tagged)
    assert iptc[CREATORS][0].decode() == "月" * (NAME_BYTES_MAX // 3)
    assert iptc[DESCRIPTION].decode() == "月" * (CAPTION_BYTES_MAX // 3)


def test_a_world_without_words_is_a_picture_still() -> None:
    assert xmp_of(tag_picture(encoded("JPEG"), Attribution("", "", [])))["creator"] == []


def test_a_finished_world_s_files_say_what_they_are(engine: Engine, storage: FolderStorage) -> None:
    job = finish_job(hang_plain(storage, 2)).model_copy(update={"narrators": ["Ada", "Ben"], "roots": ["“Before”"]})
    result = finish_world(engine, storage, job)
    for key in (result.panoramas[0].key, result.cover):
        xmp = xmp_of(storage.read(key))
        assert (xmp["title"], xmp["creator"]) == ([result.title], ["Ada", "Ben"])
        assert xmp["description"] == [" ".join(result.description.splitlines())]
        assert xmp["credit"].endswith("; woven on from “Before”")
