"""Doubts of an order in words."""

from datetime import UTC

from orderdeck.data.desk.views.reasons import BADGES, REASONS, english
from orderdeck.tui.i18n import phrases, reasons


def test_doubts_are_said_with_what_the_cell_holds() -> None:
    assert reasons.reason("ship_by_unreadable|备货中", UTC) == "ship-by unreadable: '备货中'"
    assert english("ship_by_unreadable", "{x} 备") == "ship-by unreadable: '{x} 备'"


def test_a_text_that_looks_like_a_moment_of_ours_is_said_as_it_is() -> None:
    told = reasons.reason("paid_at_unreadable|9999-12-31T23:59:59Z", UTC)
    assert told == "time of payment unreadable: '9999-12-31T23:59:59Z'"


def test_every_badge_has_a_word_and_every_doubt_a_sentence() -> None:
    assert set(BADGES) <= set(phrases.BADGES)
    assert {code for code in REASONS if code.endswith("_unreadable")} <= set(reasons.REASONS)
