"""Acts about stock by their rules: what an operator says, buys, takes off sale, allots, moves, and asks buyers.

Refusals beside those of data.actions.perform: unknown_purchase, purchase_over (its state), not_restock_and_file,
already_delisted, not_delisted, nothing_to_apply, nothing_to_move, half_allotted (the SKU that would still be short),
packed (the order that would have to give), not_allotted, no_case, plan_changed.
"""

from data.stock.allotting import Allotting
from data.stock.contact_acts import ContactActs, Message
from data.stock.reallocating import Reallocating
from data.stock.sku_acts import Listing, SkuActs

__all__ = ["Listing", "Message", "StockActs"]


class StockActs(SkuActs, Allotting, Reallocating, ContactActs):
    """Acts of one operator on one desk. Every method that acts returns an Outcome and raises LedgerError."""
