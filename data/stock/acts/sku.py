"""Acts about a SKU: the operator's word, what is bought and received, what is taken off sale, lists handed over."""

from typing import Any

from orderdeck.data.actions import Outcome, Refusal, new_id
from orderdeck.data.base.records import Act
from orderdeck.data.stock.acts.base import Acting
from orderdeck.data.stock.acts.delisting import Listing, listing
from orderdeck.data.stock.outbox_lists import Item, waiting
from orderdeck.data.stock.stockouts import book_of
from orderdeck.data.stock.supply.suppliers import SupplyBook


class SkuActs(Acting):
    """What an operator says of SKUs, buys, and takes off sale."""

    def word(
        self,
        sku: str,
        word: str,
        quantity: int | None = None,
        expected_at: int | None = None,
        act_id: str = "",
    ) -> Outcome:
        """The operator's own word: out, left (with `quantity`), back, or expected at (µs, UTC)."""
        return self._on_sku("stock_word", sku, act_id, word=word, quantity=quantity, expected_at=expected_at)

    def restock(
        self,
        sku: str,
        supplier: str,
        quantity: int,
        *,
        unit_price: str | None = None,
        currency: str | None = None,
        expected_at: int | None = None,
        supplier_sku: str | None = None,
        title: str | None = None,
        act_id: str = "",
    ) -> Outcome:
        """Puts pieces of a SKU on a supplier's purchase list; the act's id is the purchase's key."""
        return self._on_sku(
            "restock", sku, act_id, supplier=supplier, quantity=quantity, unit_price=unit_price, currency=currency,
            expected_at=expected_at, supplier_sku=supplier_sku, title=title,
        )  # fmt: skip

    def receive(self, sku: str, purchase_key: str, quantity: int, act_id: str = "") -> Outcome:
        """Pieces of a purchase have come in; they count as stock until a newer stock file."""
        return self._on_sku("receipt", sku, act_id, purchase_key=purchase_key, quantity=quantity)

    def end(self, sku: str, purchase_key: str, act_id: str = "") -> Outcome:
        """What is still due of a purchase will never come: it counts neither as on its way nor as a lead time."""
        return self._on_sku("ended", sku, act_id, purchase_key=purchase_key)

    def answer(
        self,
        sku: str,
        supplier: str,
        *,
        left: int | None = None,
        expected_at: int | None = None,
        note: str | None = None,
        act_id: str = "",
    ) -> Outcome:
        """What a supplier says of a SKU: so many left at most, there on a date (µs, UTC), or in words. The newest
        answer counts, whole."""
        return self._on_sku(
            "supplier_answer", sku, act_id, supplier=supplier, left=left, expected_at=expected_at, note=note
        )

    def pair(self, sku: str, purchase_key: str, restock: str, act_id: str = "") -> Outcome:
        """The purchase of a file and the restock keyed here are one; whatever either was taken for before."""
        return self._on_sku("paired", sku, act_id, purchase_key=purchase_key, restock=restock)

    def keep_apart(self, sku: str, purchase_key: str, restock: str, act_id: str = "") -> Outcome:
        """The purchase of a file and the restock keyed here are two."""
        return self._on_sku("kept_apart", sku, act_id, purchase_key=purchase_key, restock=restock)

    def listing(self, sku: str) -> Listing:
        """What taking `sku` off sale means now."""
        return listing(self._desk.fetch, sku)

    def delist(self, sku: str, act_id: str = "") -> Outcome:
        """Takes a SKU off sale, or its whole product where none of its SKUs is left."""
        return self._on_sku("delist", sku, act_id)

    def relist(self, sku: str, act_id: str = "") -> Outcome:
        """Puts a SKU, or the product that it was taken off with, back on sale."""
        return self._on_sku("relist", sku, act_id)

    def sent(self, list_: str, supplier: str, upto: int, act_id: str = "") -> Outcome:
        """A list was handed over, with every act on it up to seq `upto`.

        What waiting orders rest on is ordered by that: it becomes a purchase, expected as `SupplyBook.arrives_at` says.
        """
        group = act_id or new_id()
        target = supplier or list_

        def decide(outcome: Outcome) -> list[Act]:
            con = self._desk.con
            listed = (one for one in waiting(con) if (one.list, one.supplier) == (list_, supplier or ""))
            items = [item for one in listed for item in one.items if item.seq <= upto]
            if not items or upto > self._desk.acts.seq:
                outcome.refused.append(Refusal(target, "nothing_waits"))
                return []
            wished = [item for item in items if item.to_order]
            if wished and not supplier:
                outcome.refused.append(Refusal(target, "no_supplier", wished[0].sku))
                return []
            book = book_of(con, self._desk.settings.stock) if wished else None
            acts = [
                self._act(group, "restock", None, item.sku, self._bought(supplier, item, book), {})
                for item in wished
                if book is not None
            ]
            data: dict[str, Any] = {"list": list_, "upto": upto} | (
                {"supplier": supplier} if supplier else {}
            )
            return [*acts, self._act(group, "list_sent", None, None, data, {})]

        return self._together(group, decide)

    def _bought(self, supplier: str, item: Item, book: SupplyBook) -> dict[str, Any]:
        due = book.arrives_at(item.sku, supplier, self._desk.now())
        data = {
            "supplier": supplier, "quantity": item.quantity, "currency": item.currency, "expected_at": due,
            "unit_price": None if item.unit_price is None else f"{item.unit_price:f}",
            "supplier_sku": item.supplier_sku, "title": item.title,
        }  # fmt: skip
        return {name: value for name, value in data.items() if value is not None}
