"""Where a training keeps what it needs to go on: a folder beside the LoRA, whose one state file is replaced whole.

A training that was killed at any moment can be taken up from what was kept last. Nothing that somebody else made is
written over: a folder or a LoRA that is there already stops a new training before it begins.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from inference.models.training.images import BadTraining

FILE = "state.pt"


@dataclass(frozen=True)
class Workshop:
    folder: Path

    def open(self, *, resume: bool, beside: Sequence[Path]) -> dict[str, Any] | None:
        """What was kept last; none for a new training. ``beside`` are the files that a new one would write.

        Raises BadTraining where a new training would write over something, and for a state that cannot be read.
        """
        if self.folder.exists() and not resume:
            raise BadTraining(f"{self.folder} holds a training: go on with --resume, or remove it to begin anew.")
        kept = self._kept()
        taken = next((path for path in beside if path.exists()), None)
        if kept is None and taken is not None:
            raise BadTraining(f"{taken} exists and is not written over.")
        return kept

    def keep(self, state: dict[str, Any]) -> None:
        draft = self.folder / f".{FILE}"
        with draft.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / FILE)

    def check_same(self, kept: dict[str, Any], settings: dict[str, Any], steps: int) -> None:
        """Raises BadTraining where ``kept`` belongs to other settings, or has gone beyond ``steps``."""
        changed = [name for name, value in settings.items() if kept["settings"].get(name) != value]
        if changed:
            raise BadTraining(f"The training in {self.folder} was begun with another value of {' and '.join(changed)}.")
        if kept["step"] > steps:
            raise BadTraining(
                f"The training in {self.folder} has taken {kept['step']} steps already, more than {steps}."
            )

    def _kept(self) -> dict[str, Any] | None:
        try:
            state = torch.load(self.folder / FILE, map_location="cpu", weights_only=True)
            if {"step", "lora", "optimiser", "settings", "before"} <= state.keys():
                return dict(state)
        except FileNotFoundError:
            return None
        except Exception:  # torch stumbles over a broken file in many ways, and all mean the same.
            state = None
        raise BadTraining(f"The training in {self.folder} cannot be read; remove the folder to begin anew.")
