"""Badges of orders: worked out for a whole column at once, as SQL takes longer to plan them than to read the rows."""

from functools import cache
from typing import Final

import polars as pl

USED: Final = (
    "now", "stage", "done", "wholesale", "express", "remark_digest", "late", "due", "returned", "changed", "is_new",
    "cancel_answer", "sold_sku", "short", "silent_at", "message_due_at", "messages", "remark_handled", "packed_at",
    "snooze_ends", "notes", "claimed_by", "your_move", "fulfilment", "fulfilment_text", "tax_collected", "doubts",
    "why_owed", "why_stage", "packed_over", "cash_on_delivery", "others", "why_customs",
    "gone", "absent_since", "why_back", "why_cut", "asked_for", "undeclared", "ship_rests",
)  # fmt: skip
"""Columns of `listed` that badges follow from."""


@cache
def _conditions() -> dict[str, pl.Expr]:
    """Badge -> when an order bears it, in the order in which badges are shown."""
    now, stage = pl.col("now"), pl.col("stage")
    quiet = pl.col("done") & ~pl.col("undeclared").fill_null(False)
    due, changed, returned = pl.col("due"), pl.col("changed"), pl.col("returned")
    due_again = pl.col("message_due_at") <= now
    handled, owed = pl.col("remark_handled"), pl.col("why_owed")
    return {
        "packed_over": pl.col("packed_over").is_not_null(),
        "late": pl.col("late") & ~quiet,
        "due": due & ~pl.col("late") & ~quiet,
        "returned": returned,
        "changed": changed & ~returned,
        "new": pl.col("is_new") & ~changed & ~returned,
        "merged_parcel": pl.col("doubts").str.contains("(?:merged|shared)_parcel\\|"),
        "estimated": pl.col("ship_rests").is_not_null(),
        "sku_ruined": pl.col("doubts").str.contains("sku_ruined|", literal=True),
        "line_unclear": pl.col("doubts").str.contains("line_unclear|", literal=True),
        "may_be_cut": pl.col("doubts").str.contains("may_be_cut|", literal=True).fill_null(False)
        | pl.col("why_cut").is_not_null(),
        "second_status_unknown": pl.col("doubts").str.contains("second_status_unknown|", literal=True),
        "amount_unread": pl.col("doubts").str.contains("amount_unread|", literal=True),
        "unreadable": pl.col("doubts").str.contains("_unreadable|", literal=True),
        "gone": pl.col("gone"),
        "absent": pl.col("absent_since").is_not_null() & ~pl.col("gone"),
        "sent_back": pl.col("why_back").is_not_null(),
        "as_asked": pl.col("asked_for").is_not_null(),
        "undeclared": pl.col("undeclared"),
        "cancel_requested": stage == "cancel",
        "cancel_answered": pl.col("cancel_answer").is_not_null(),
        "your_move": pl.col("your_move"),
        "platform_sends": pl.col("fulfilment") == "platform",
        "jit": pl.col("fulfilment") == "jit",
        "mode_unknown": pl.col("fulfilment").is_null() & pl.col("fulfilment_text").is_not_null(),
        "sold_after_delist": pl.col("sold_sku").is_not_null(),
        "short": pl.col("short") > 0,
        "silent": pl.col("silent_at") <= now,
        "asked": pl.col("silent_at") > now,
        "nothing_owed": (stage == "held") & pl.col("why_stage").str.starts_with("nothing_owed|"),
        "part_owed": owed.str.contains(r"(?:^|\x1f)owed\|"),
        "sent_unknown": owed.str.contains("sent_unknown|", literal=True).fill_null(False)
        | pl.col("doubts").str.contains("sent_unknown|", literal=True).fill_null(False),
        "refunded": owed.str.contains("refunded|", literal=True),
        "wholesale": pl.col("wholesale"),
        "express": pl.col("express"),
        "second_message": due_again,
        "message_sent": (pl.col("messages") > 0) & ~due_again.fill_null(False),
        "remark_handled": handled,
        "remark": pl.col("remark_digest").is_not_null() & ~handled,
        "customs_missing": pl.col("why_customs").str.contains("customs_missing|", literal=True),
        "customs_wrong": pl.col("why_customs").str.contains("customs_wrong|", literal=True),
        "together": pl.col("others") > 0,
        "tax_collected": pl.col("tax_collected"),
        "cash_on_delivery": pl.col("cash_on_delivery"),
        "hold": (stage == "held")
        & ~pl.col("your_move")
        & (pl.col("fulfilment") != "platform").fill_null(True),
        "unpaid": stage == "unpaid",
        "packed": pl.col("packed_at").is_not_null(),
        "snoozed": pl.col("snooze_ends") > now,
        "note": pl.col("notes") > 0,
        "claimed": pl.col("claimed_by").is_not_null(),
    }


def badges(rows: pl.DataFrame) -> pl.Series:
    """The badges of each of `rows`, which have the columns USED: List(String)."""
    # A bit for each badge first: rows are many, combinations few.
    bits = [
        condition.fill_null(False).cast(pl.Int64) * (1 << place)
        for place, condition in enumerate(_conditions().values())
    ]
    flags = rows.select(bits=pl.sum_horizontal(bits))
    distinct = flags["bits"].unique().to_list()
    lists = [[name for place, name in enumerate(_conditions()) if number >> place & 1] for number in distinct]
    known = pl.DataFrame(
        {"bits": distinct, "badges": lists}, schema={"bits": pl.Int64, "badges": pl.List(pl.String)}
    )
    return flags.join(known, on="bits", how="left", maintain_order="left")["badges"]
