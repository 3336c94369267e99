"""Types of the arrays that engines and files share.

Pictures are RGB of shape (768, w, 3), relief and masks (768, w), audio (n,) at 16 kHz mono.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Relief = NDArray[np.uint16]
Pcm = NDArray[np.int16]
Mask = NDArray[np.uint8]
