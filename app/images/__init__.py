"""Pictures: from bytes to upright pixels to float arrays; samples, and the store of what was uploaded (a leaf)."""

from app.images.decode import FORMATS, MAX_FILE_BYTES, MAX_PIXELS, decode
from app.images.prepare import Preparation, PreparedCache, prepare
from app.images.samples import SAMPLES, Sample
from app.images.store import Picture, PictureStore

__all__ = [
    "FORMATS",
    "MAX_FILE_BYTES",
    "MAX_PIXELS",
    "SAMPLES",
    "Picture",
    "PictureStore",
    "Preparation",
    "PreparedCache",
    "Sample",
    "decode",
    "prepare",
]
