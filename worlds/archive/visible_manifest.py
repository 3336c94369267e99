"""A manifest as it is imported: of its names and words, what can be seen (``worlds.wire.visible_text``). Pure.

Archives of earlier versions, or of other hands, may hold what nobody can write any more; a name that looks like another
one's because of something invisible would otherwise come in through an archive. Call it once the archive's own content
hash is checked: where something changes, the hash changes too.
"""

from __future__ import annotations

import unicodedata

from worlds.archive.manifest import Content, Manifest, content_hash
from worlds.wire.visible_text import visible_text

NOTHING_SEEN = "…"
"""What stands where a text may not be empty and there was nothing to see."""


def visible_manifest(manifest: Manifest) -> Manifest:
    """``manifest`` itself, or where its texts change a copy with the content hash that is now right."""
    content = _visible_content(manifest.content)
    if content == manifest.content:
        return manifest
    return manifest.model_copy(update={"content": content, "content_hash": content_hash(content)})


def _visible_content(content: Content) -> Content:
    return content.model_copy(
        update={
            "title": _filled(content.title),
            "description": _seen(content.description),
            "captions": {place: _seen(caption) for place, caption in content.captions.items()},
            "credits": [credit.model_copy(update={"name": _filled(credit.name)}) for credit in content.credits],
            "phrases": [phrase.model_copy(update={"text": _filled(phrase.text)}) for phrase in content.phrases],
            "questions": [
                question.model_copy(
                    update={"text": _filled(question.text), "answer": _seen(question.answer)},
                )
                for question in content.questions
            ],
            "roots": [
                root.model_copy(
                    update={"title": _seen(root.title), "names": [_filled(name) for name in root.names]},
                )
                for root in content.roots
            ],
        }
    )


def _filled(text: str) -> str:
    return _seen(text) or NOTHING_SEEN


def _seen(text: str) -> str:
    """``text`` itself unless something in it is hidden: spaces alone are no reason to make it another world."""
    seen = visible_text(text)
    return text if _letters(seen) == _letters(text) else seen


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())
