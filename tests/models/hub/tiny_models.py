"""All five models in small: five tiny checkpoints in one folder, each in its model's published layout.

``write_tiny_models(folder)`` takes some seconds: the ears are trained on the spot,
the others have random weights and say so in pictures.
"""

from __future__ import annotations

from pathlib import Path

from inference.models.hub.registry import MODELS, missing_files
from tests.models.director.tiny_directors import tiny_art_director, tiny_director
from tests.models.ears.tiny_ears import tiny_ears
from tests.models.painter.tiny_painter import write_tiny_painter
from tests.models.relief.tiny_depth import write_tiny_depth

MAKERS = {
    "ears": tiny_ears,
    "director": tiny_director,
    "painter": write_tiny_painter,
    "relief": write_tiny_depth,
    "art-director": tiny_art_director,
}


def write_tiny_models(folder: Path) -> Path:
    """A folder for LIGHTLOOM_MODELS, whole as far as a start can tell."""
    for model in MODELS:
        home = folder / model.folder_name
        home.mkdir(parents=True)
        MAKERS[model.name](home)
        assert missing_files(model, folder) == []
    return folder
