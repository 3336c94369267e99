"""The forms under which a word may stand in a record or a table: without its ending, and in the other spelling.

It is rules and a small table of what no rule finds. A word may have several lemmas ("leaves": leaf, leave): who looks
one up tries them all.
"""

from __future__ import annotations

from functools import lru_cache

from inference.sketch import catalogue
from inference.sketch.director.vocabulary import IRREGULAR as IRREGULAR_NOUNS

IRREGULAR = {**IRREGULAR_NOUNS, **catalogue.IRREGULAR}
"""Irregular plurals to the word that is looked up."""

_VERB_FORMS = """
    be am is are was were been being; bear bore borne; beat beaten; become became; begin began begun; bend bent;
    bite bit bitten; blow blew blown; break broke broken; bring brought; build built; buy bought; catch caught;
    choose chose chosen; come came; creep crept; dig dug; do did does done; draw drew drawn; dream dreamt;
    drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought;
    find found; flee fled; fly flew flown flies; freeze froze frozen; get got; give gave given; go went gone goes;
    grow grew grown; hang hung; have has had; hear heard; hide hid hidden; hold held; keep kept; kneel knelt;
    lay laid; lead led; leap leapt; leave left; lie lay lain lying; light lit; lose lost; make made; meet met;
    ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen; sell sold; send sent;
    shake shook shaken; shine shone; shoot shot; show shown; sing sang sung; sink sank sunk; sit sat sitting;
    sleep slept; slide slid; speak spoke spoken; spend spent; spin spun; spring sprang sprung; stand stood;
    steal stole stolen; stick stuck; strike struck; sweep swept; swim swam swum swimming; swing swung;
    take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown; wake woke woken;
    wear wore worn; weave wove woven; weep wept; win won; wind wound; write wrote written; die dying; tie tying
"""
VERB_OF_FORM = {
    form: forms.split()[0] for forms in _VERB_FORMS.replace("\n", " ").split(";") for form in forms.split()[1:]
}
"""Forms of irregular verbs to the verb."""

_SPELLED = """
    gray/grey pajama/pyjama pajamas/pyjamas tire/tyre plow/plough donut/doughnut mustache/moustache sled/sledge ax/axe
    airplane/aeroplane jewelry/jewellery curb/kerb skeptic/sceptic mom/mum mommy/mummy woolen/woollen wagon/waggon
    yogurt/yoghurt snowplow/snowplough whiskey/whisky
"""
_SPELLINGS = dict(pair.split("/") for pair in _SPELLED.split())
_OTHER_SPELLING = {**_SPELLINGS, **{british: american for american, british in _SPELLINGS.items()}}


@lru_cache(maxsize=4096)
def lemmas(word: str) -> tuple[str, ...]:
    """Forms under which a word may stand in the vocabulary, likeliest first."""
    forms = [word]
    if word in IRREGULAR:
        forms.insert(0, IRREGULAR[word])
    if word in VERB_OF_FORM:
        forms.append(VERB_OF_FORM[word])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
    if word.endswith("men") and len(word) > 4:
        forms.append(word[:-2] + "an")
    if word.endswith("ves") and len(word) > 4:
        forms += [word[:-3] + "f", word[:-3] + "fe"]
    if word.endswith("ied"):
        forms.append(word[:-3] + "y")
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            forms += [stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
    return tuple(forms)


@lru_cache(maxsize=4096)
def spellings(word: str) -> tuple[str, ...]:
    """The lemmas of a word and, after them, those in the other of the American and the British spelling."""
    forms = lemmas(word)
    others = []
    for form in forms:
        if form in _OTHER_SPELLING:
            others.append(_OTHER_SPELLING[form])
        elif form.endswith("our") and len(form) > 5:
            others.append(form[:-3] + "or")
        elif form.endswith("or") and len(form) > 4:
            others.append(form[:-2] + "our")
        elif form.endswith("ter") and len(form) > 5:
            others.append(form[:-2] + "re")
        elif form.endswith("tre"):
            others.append(form[:-2] + "er")
    return forms + tuple(others)
