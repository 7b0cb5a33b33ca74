"""Which export each row is of, and its time."""

from collections.abc import Mapping

import polars as pl

from orderdeck.data.base.vocabulary.frames import FILE, UTC


def stamped(frames: Mapping[str, pl.DataFrame], *exports: tuple[str, int]) -> dict[str, pl.DataFrame]:
    """`frames` with the columns that say which export a row is from and its time.

    `exports`: the id and time (µs, UTC) of each; where there are several, column `FILE` says which of them a row is
    from, and goes.
    """
    ids = pl.Series("export_id", [export_id for export_id, _ in exports], pl.String)
    times = pl.Series("exported_at", [at for _, at in exports], pl.Int64)
    moments = times.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if len(exports) == 1:  # no column as long as the frame
        stamps = [pl.lit(ids[0]).alias(ids.name), pl.lit(moments[0], UTC).alias(times.name)]
        return {stem: frame.with_columns(stamps) for stem, frame in frames.items()}
    return {
        stem: frame.drop(FILE).with_columns(ids.gather(frame[FILE]), moments.gather(frame[FILE]))
        for stem, frame in frames.items()
    }
