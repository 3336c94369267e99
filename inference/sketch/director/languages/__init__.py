"""Phrases in languages other than English: each is turned into English words that the reader understands.

``gloss`` is the door. A language is one table of words beside this module (tables.py says how it is written); how its
words are put into English order is spaced.py for languages with spaces between words, japanese.py for Japanese. A gloss
is for the reader alone: nobody is shown it.
"""

from __future__ import annotations

from inference.sketch.director.languages.gloss import Gloss as Gloss
from inference.sketch.director.languages.gloss import gloss as gloss
