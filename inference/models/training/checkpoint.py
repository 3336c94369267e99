"""Checkpoints of a training: a folder beside the LoRA, whose one state file is replaced all or nothing.

A training that was killed at any moment can be resumed from its last checkpoint. Existing files are never overwritten
by a new training: a folder or a LoRA of that name stops it before it begins.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from inference.models.training.images import InvalidTraining

FILE = "state.pt"


@dataclass(frozen=True)
class CheckpointFolder:
    folder: Path

    def load(self, *, resume: bool, outputs: Sequence[Path]) -> dict[str, Any] | None:
        """The last checkpoint; none for a new training. ``outputs`` are the files that a training writes at its end.

        Raises InvalidTraining where a new training would overwrite something, and for an unreadable checkpoint.
        """
        if self.folder.exists() and not resume:
            raise InvalidTraining(f"{self.folder} holds a training: go on with --resume, or remove it to begin anew.")
        state = self._read()
        taken = next((path for path in outputs if path.exists()), None)
        if state is None and taken is not None:
            raise InvalidTraining(f"{taken} exists and is not written over.")
        return state

    def save(self, state: dict[str, Any]) -> None:
        draft = self.folder / f".{FILE}"
        with draft.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / FILE)

    def check_same(self, state: dict[str, Any], settings: dict[str, Any], steps: int) -> None:
        """Raises InvalidTraining where ``state`` has other settings, or more steps than ``steps``."""
        changed = [name for name, value in settings.items() if state["settings"].get(name) != value]
        if changed:
            raise InvalidTraining(
                f"The training in {self.folder} was begun with another value of {' and '.join(changed)}."
            )
        if state["step"] > steps:
            raise InvalidTraining(
                f"The training in {self.folder} has taken {state['step']} steps already, more than {steps}."
            )

    def _read(self) -> dict[str, Any] | None:
        try:
            state = torch.load(self.folder / FILE, map_location="cpu", weights_only=True)
            if {"step", "lora", "optimiser", "settings", "before"} <= state.keys():
                return dict(state)
        except FileNotFoundError:
            return None
        except Exception:  # torch raises many kinds of errors for a broken file.
            state = None
        raise InvalidTraining(f"The training in {self.folder} cannot be read; remove the folder to begin anew.")
