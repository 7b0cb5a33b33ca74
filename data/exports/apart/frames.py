"""Frames beside messages: each is written once, as Arrow, and read from there; no pickle, and no copy through the
socket."""

from typing import IO

import polars as pl

from orderdeck.data.exports.apart.wire import filled


def written(frame: pl.DataFrame) -> IO[bytes]:
    """A file that `frame` stands in. Raises OSError where there is no room for it."""
    # The older form takes fewer bytes than that of views, and less time.
    oldest = pl.CompatLevel.oldest()
    return filled(lambda file: frame.write_ipc(file, compression="uncompressed", compat_level=oldest))


def read(file: IO[bytes]) -> pl.DataFrame:
    """The frame that stands in `file`, which is closed."""
    with file:
        return pl.read_ipc(file)
