"""What there is to train on: digits, pictures drawn by code, the user's own drawings, files in MNIST's format."""

from app.training.datasets.about import About
from app.training.datasets.augmentation import augment
from app.training.datasets.data import Data
from app.training.datasets.index import about, catalogue, load
from app.training.datasets.npz import from_npz, to_npz

__all__ = ["About", "Data", "about", "augment", "catalogue", "from_npz", "load", "to_npz"]
