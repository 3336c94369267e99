"""A zip that is laid out before it is read: the bytes that zipfile writes, any range of them, and beyond 4 GiB."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worlds.archive.stored_zip import MODE, EntryChanged, StoredEntry, StoredZip

FILES = {"strips/00000/picture.png": b"paint" * 40, "empty.txt": b"", "Überfahrt 月.dzi": b"<Image/>", "z": b"\0" * 3}


def entry(name: str, data: bytes) -> StoredEntry:
    return StoredEntry(name, len(data), zlib.crc32(data), lambda: data)


def written_by_zipfile(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr, info.create_system = MODE, 3
            archive.writestr(info, data)
    return out.getvalue()


@given(st.data())
def test_any_range_of_what_zipfile_writes(data: st.DataObject) -> None:
    whole = written_by_zipfile(FILES)
    laid_out = StoredZip([entry(name, content) for name, content in FILES.items()])
    assert laid_out.length == len(whole) and b"".join(laid_out.chunks()) == whole
    first = data.draw(st.integers(0, len(whole) - 1))
    last = data.draw(st.integers(first, len(whole) - 1))
    assert b"".join(laid_out.chunks(first, last)) == whole[first : last + 1]
    assert all(laid_out.chunks(first, last)), "no chunk is empty: some servers end a body there"


def test_what_nobody_asked_for_is_not_read_and_what_changed_is_not_sent() -> None:
    def unread() -> bytes:
        raise AssertionError("this was not asked for")

    def gone() -> bytes:
        raise FileNotFoundError

    laid_out = StoredZip(
        [StoredEntry("a", 5, 0, unread), entry("b", b"there"), StoredEntry("c", 5, 0, lambda: b"other")]
    )
    begins = 2 * (30 + 1) + 5
    assert b"".join(laid_out.chunks(begins, begins + 4)) == b"there"
    with pytest.raises(EntryChanged, match="c"):
        list(laid_out.chunks(begins))
    with pytest.raises(EntryChanged):
        list(StoredZip([StoredEntry("d", 5, 0, gone)]).chunks())


def test_beyond_four_gigabytes_and_65535_files_it_is_a_zip64(tmp_path: Path) -> None:
    """Of which only the records are written: the file is as long as it would be, and mostly a hole."""
    large = StoredEntry("large", 2**32 - 2, 0, bytes)
    small = [entry(f"{number:05d}", b"") for number in range(65_540)]
    laid_out = StoredZip([large, entry("behind", b"it"), *small])
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.write(next(laid_out.chunks(0, 34)))
        behind = 35 + large.size
        file.seek(behind)
        file.writelines(laid_out.chunks(behind))
    assert path.stat().st_size == laid_out.length
    with zipfile.ZipFile(path) as archive:
        assert len(archive.infolist()) == 65_542 and archive.read("behind") == b"it"
        assert archive.getinfo("65539").header_offset > 2**32
