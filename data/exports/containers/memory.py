"""Memory that a workbook's parser has let go of, given back to the system."""

import ctypes
from collections.abc import Callable


def _trimming() -> Callable[[], object]:
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # GNU's C library; others give back by themselves
    return (lambda: trim(0)) if trim else lambda: None


give_back: Callable[[], object] = _trimming()
"""Gives it back: what is read next is kept by another allocator, which has no use for it."""
