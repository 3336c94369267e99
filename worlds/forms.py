"""The forms outside a room: opening one and joining one; and the field for whatever people write into a form."""

from __future__ import annotations

from typing import Any

from django import forms

from inference.contract.art_styles import DEFAULT_ART_STYLE, art_style_choices
from worlds.speech.languages import LANGUAGE_NAMES
from worlds.threads import THREADS
from worlds.turns import MODES
from worlds.valkey.health import heard_languages
from worlds.wire.visible_text import visible_text


class VisibleCharField(forms.CharField):
    """Words of people, of which only what can be seen counts: one line, or with ``lines`` several."""

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._lines = lines

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """People write in any direction."""
        return super().widget_attrs(widget) | {"dir": "auto"}

    def to_python(self, value: Any) -> str:
        text = visible_text(super().to_python(value) or "")
        allowed = "\t\n\r" if self._lines else ""
        if any((ord(letter) < 32 or ord(letter) == 127) and letter not in allowed for letter in text):
            raise forms.ValidationError("Use letters, digits and signs only.")
        return text


class OpenRoomForm(forms.Form):
    name = VisibleCharField(
        label="Name of the room", max_length=80, error_messages={"required": "A room needs a name."}
    )
    narrator = VisibleCharField(label="Your name", max_length=40, error_messages={"required": "Tell us your name."})
    mode = forms.ChoiceField(
        label="Turns",
        choices=[(mode.name, mode.offer) for mode in MODES.values()],
        initial="open",
        required=False,
    )
    art_style = forms.ChoiceField(
        label="Art style", choices=art_style_choices, initial=DEFAULT_ART_STYLE, required=False
    )

    language = forms.ChoiceField(
        label="What you will speak",
        required=False,
        error_messages={"invalid_choice": "The ears here do not hear that language."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heard = heard_languages() or ("en",)
        offered = self.fields["language"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [(code, LANGUAGE_NAMES[code]) for code in heard]

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or "open"

    def clean_art_style(self) -> str:
        return self.cleaned_data["art_style"] or DEFAULT_ART_STYLE

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "en"


class JoinRoomForm(forms.Form):
    name = VisibleCharField(label="Your name", max_length=40, error_messages={"required": "Tell us your name."})
    colour = forms.TypedChoiceField(
        label="Your thread",
        choices=[(str(index), name) for index, name in enumerate(THREADS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    role = forms.ChoiceField(
        label="I want to", choices=[("narrator", "narrate"), ("spectator", "watch")], initial="narrator", required=False
    )
