"""The forms outside a room: opening one and joining one."""

from __future__ import annotations

from django import forms

from inference.contract.art_styles import DEFAULT_ART_STYLE, art_style_choices
from worlds.threads import THREADS
from worlds.turns import MODES


def no_control_characters(value: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise forms.ValidationError("Use letters, digits and signs only.")
    return value


class OpenRoomForm(forms.Form):
    name = forms.CharField(label="Name of the room", max_length=80, error_messages={"required": "A room needs a name."})
    narrator = forms.CharField(label="Your name", max_length=40, error_messages={"required": "Tell us your name."})
    mode = forms.ChoiceField(
        label="Turns",
        choices=[(mode.name, mode.offer) for mode in MODES.values()],
        initial="open",
        required=False,
    )
    art_style = forms.ChoiceField(
        label="Art style", choices=art_style_choices, initial=DEFAULT_ART_STYLE, required=False
    )

    def clean_name(self) -> str:
        return no_control_characters(self.cleaned_data["name"])

    def clean_narrator(self) -> str:
        return no_control_characters(self.cleaned_data["narrator"])

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or "open"

    def clean_art_style(self) -> str:
        return self.cleaned_data["art_style"] or DEFAULT_ART_STYLE


class JoinRoomForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=40, error_messages={"required": "Tell us your name."})
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

    def clean_name(self) -> str:
        return no_control_characters(self.cleaned_data["name"])
