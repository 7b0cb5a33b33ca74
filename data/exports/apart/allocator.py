"""How Polars' allocator is set up where files are read or their rows written; read where Polars is imported first."""

from typing import Final

ALLOCATOR: Final = "_RJEM_MALLOC_CONF"
ALLOCATION: Final = "oversize_threshold:0,dirty_decay_ms:3000"
"""It gives big buffers back at once, and others soon: to get them anew for the next batch of a big file took a
twentieth of the time."""
