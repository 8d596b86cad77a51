"""What torch and its libraries read of the environment when they are imported; set it before."""

from __future__ import annotations

TUNED = {
    # OpenMP's thread count is per thread, and its threads wait by spinning: more than one a request made a convolution
    # of 0.3 ms take 16, and two workers with two each were three times slower on two cores.
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # Torch and oneDNN each keep 1,024 prepared convolutions, which whoever drags controls fills with ones that are
    # never asked for again.
    "LRU_CACHE_CAPACITY": "64",
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64",
}
"""For a process that computes small convolutions."""
