"""Acts about stock by their rules: what an operator says, buys, takes off sale, allots, moves, and asks buyers.

Refusals beside those of data.actions.perform: unknown_purchase, other_sku (the purchase's), purchase_over (its
state), purchase_ended, not_restock_and_file, unknown_sku, already_delisted, not_delisted, other_scope (the
right one), not_short, not_overruled, not_covered, case_open (its stage), already_agreed, no_case,
sku_not_in_order, nothing_to_apply, plan_changed, nothing_to_allot, allotted_already, not_enough (the SKU),
wants_otherwise (what), nothing_to_move, half_allotted (the SKU that would still be short), packed (the order
that would have to give), not_allotted, nothing_waits, no_supplier (the SKU). Conflict: step_changed (what the
plan says of the order by now).
"""

from orderdeck.data.stock.acts.allotting import Allotting
from orderdeck.data.stock.acts.contact import ContactActs, Message
from orderdeck.data.stock.acts.delisting import Listing
from orderdeck.data.stock.acts.reallocating import Reallocating
from orderdeck.data.stock.acts.sku import SkuActs

__all__ = ["Listing", "Message", "StockActs"]


class StockActs(SkuActs, Allotting, Reallocating, ContactActs):
    """Acts of one operator on one desk. Every method that acts returns an Outcome and raises LedgerError."""
