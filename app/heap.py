"""The C library's heap, tuned for requests that each need a few buffers of megabytes; only glibc's needs it.

glibc hands every large buffer back to the kernel, which faults it in again page by page for the next request: that cost
two thirds of a request's time. So buffers up to a bound are kept. What is kept falls to pieces when the sizes vary, and
pages that nobody uses add up: now and then the free ones are given back.
"""

from __future__ import annotations

import ctypes
import platform

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_KEPT_BUFFER = 256 * 1024 * 1024
_KEPT_HEAP = 1024 * 1024 * 1024

_LIBC = ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None


def keep_buffers() -> None:
    """Keep freed buffers for the next request; call it before the first large one."""
    if _LIBC:
        _LIBC.mallopt(_M_MMAP_THRESHOLD, _KEPT_BUFFER)
        _LIBC.mallopt(_M_TRIM_THRESHOLD, _KEPT_HEAP)


def give_back() -> None:
    """Give the free pages back to the kernel: about a millisecond, and the next requests fault theirs in again."""
    if _LIBC:
        _LIBC.malloc_trim(0)
