"""What there is to train on: digits, pictures drawn by code, the user's own drawings, files in MNIST's format."""

from app.training.datasets.about import About
from app.training.datasets.augmentation import augment
from app.training.datasets.data import Data
from app.training.datasets.examples import Examples, examples
from app.training.datasets.idx import CLASSES, FILES
from app.training.datasets.index import FOLDER, about, catalogue, idx_folders, load
from app.training.datasets.npz import from_npz, to_npz

__all__ = [
    "CLASSES",
    "FILES",
    "FOLDER",
    "About",
    "Data",
    "Examples",
    "about",
    "augment",
    "catalogue",
    "examples",
    "from_npz",
    "idx_folders",
    "load",
    "to_npz",
]
