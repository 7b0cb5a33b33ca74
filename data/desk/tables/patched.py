"""What a patched table tells otherwise than one that is worked out anew: for desks that check themselves."""

import polars as pl


def soon_enough(patched: pl.DataFrame, anew: pl.DataFrame) -> pl.DataFrame:
    """`patched`, where an order that is looked at again sooner than it need be (its holder has acted elsewhere since,
    and so holds it for longer) counts as looked at when it need be."""
    if "next_change" not in patched.columns or not patched["order_key"].equals(anew["order_key"]):
        return patched
    was, now = patched["next_change"], anew["next_change"]
    return patched.with_columns(pl.select(pl.when(was < now).then(now).otherwise(was).alias("next_change")))


def difference(patched: pl.DataFrame, anew: pl.DataFrame) -> str:
    """The first order of which two states of a table tell different things, and what; "" where they are equal."""
    if patched.equals(anew):
        return ""
    before, after = (
        {row["order_key"]: row for row in rows.iter_rows(named=True)} for rows in (patched, anew)
    )
    for key in sorted({*before, *after}):
        was, now = before.get(key, {}), after.get(key, {})
        if was != now:
            told = [
                f"{name} {was.get(name)} → {now.get(name)}"
                for name in anew.columns
                if was.get(name) != now.get(name)
            ]
            return f"{key}: {', '.join(told)}"
    return f"{patched.height} rows → {anew.height}"
