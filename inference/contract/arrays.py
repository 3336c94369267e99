"""The arrays that engines and files share, as types: pictures, relief, masks and sound.

Shapes are given where each is used; a picture is RGB of (768, w, 3), relief and mask are (768, w),
sound is 16 kHz mono.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Relief = NDArray[np.uint16]
Pcm = NDArray[np.int16]
Mask = NDArray[np.uint8]
