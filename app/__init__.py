"""ConvScope: see every number that a CNN computes, on your own picture, in real PyTorch."""

__version__ = "0.1.0"
