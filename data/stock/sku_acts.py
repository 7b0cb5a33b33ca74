"""Acts about a SKU: the operator's word, what is bought and received, what is taken off sale, lists handed over."""

from typing import Literal

import msgspec

from data.actions import Outcome
from data.stock.acting import Acting, refused
from queries.statements import statements


class Listing(msgspec.Struct, frozen=True):
    """How a SKU is taken off sale: set to 0, or its whole product delisted where all SKUs of it are dead."""

    scope: Literal["sku", "product"]
    product_id: str | None
    skus: int
    """How many SKUs the product has, 0 where the product list doesn't know it."""
    dead: int


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
        if quantity < 1:
            return refused(sku, "field_wrong", "quantity")
        return self._on_sku(
            "restock", sku, act_id, supplier=supplier, quantity=quantity, unit_price=unit_price, currency=currency,
            expected_at=expected_at, supplier_sku=supplier_sku, title=title,
        )  # fmt: skip

    def receive(self, sku: str, purchase_key: str, quantity: int, act_id: str = "") -> Outcome:
        """Pieces of a purchase have come in; they count as stock until a newer stock file."""
        if self._purchase(purchase_key) is None:
            return refused(sku, "unknown_purchase")
        if quantity < 1:
            return refused(sku, "field_wrong", "quantity")
        return self._on_sku("receipt", sku, act_id, purchase_key=purchase_key, quantity=quantity)

    def end(self, sku: str, purchase_key: str, act_id: str = "") -> Outcome:
        """What is still due of a purchase will never come: it counts neither as on its way nor as a lead time."""
        self._desk.catch_up()
        found = self._purchase(purchase_key)
        if found is None:
            return refused(sku, "unknown_purchase")
        if not found[1]:
            return refused(sku, "purchase_over", found[2])
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
        if left is None and expected_at is None and not note:
            return refused(sku, "field_missing", "left")
        return self._on_sku(
            "supplier_answer", sku, act_id, supplier=supplier, left=left, expected_at=expected_at, note=note
        )

    def pair(self, sku: str, purchase_key: str, restock: str, act_id: str = "") -> Outcome:
        """The purchase of a file and the restock keyed here are one; whatever either was taken for before."""
        return self._couple("paired", sku, purchase_key, restock, act_id)

    def keep_apart(self, sku: str, purchase_key: str, restock: str, act_id: str = "") -> Outcome:
        """The purchase of a file and the restock keyed here are two."""
        return self._couple("kept_apart", sku, purchase_key, restock, act_id)

    def _couple(self, kind: str, sku: str, purchase_key: str, restock: str, act_id: str) -> Outcome:
        self._desk.catch_up()
        found, keyed = self._purchase(purchase_key), self._purchase(restock)
        if found is None or keyed is None:
            return refused(sku, "unknown_purchase")
        if found[3] != "file" or (keyed[3] == "file" and restock == keyed[0]):
            return refused(sku, "not_restock_and_file")
        return self._on_sku(kind, sku, act_id, purchase_key=found[0], restock=restock)

    def _purchase(self, key: str) -> tuple[str, bool, str, str] | None:
        """Key, whether open, state and source of a purchase; a restock that is one with a file's goes by its own."""
        sql = (
            "select purchase_key, open, state, source from purchases "
            "where purchase_key = $key or restock_key = $key"
        )
        rows = self._desk.con.execute(sql, {"key": key}).fetchall()
        return rows[0] if rows else None

    def listing(self, sku: str) -> Listing:
        """What taking `sku` off sale means now."""
        rows = self._desk.con.execute(statements("stock/delist")["siblings"], {"sku": sku}).fetchall()
        dead = sum(bool(is_dead) or one == sku for _product, one, is_dead in rows)
        product = rows[0][0] if rows else None
        return Listing("product" if rows and dead == len(rows) else "sku", product, len(rows), dead)

    def delist(self, sku: str, act_id: str = "") -> Outcome:
        """Takes a SKU off sale, or its whole product where none of its SKUs is left."""
        self._desk.catch_up()
        if self._delisted(sku):
            return refused(sku, "already_delisted")
        found = self.listing(sku)
        return self._on_sku("delist", sku, act_id, scope=found.scope, product_id=found.product_id)

    def relist(self, sku: str, act_id: str = "") -> Outcome:
        """Puts a SKU, or the product that it was taken off with, back on sale."""
        self._desk.catch_up()
        found = self._delisted(sku)
        if not found:
            return refused(sku, "not_delisted")
        return self._on_sku("relist", sku, act_id, scope=found[0], product_id=found[1])

    def sent(self, list_: str, supplier: str, upto: int, act_id: str = "") -> Outcome:
        """A list was handed over, with every act on it up to seq `upto`."""
        data = {"list": list_, "supplier": supplier or None, "upto": upto}
        return self._perform("list_sent", ("",), act_id, data)

    def _delisted(self, sku: str) -> tuple[str, str | None] | None:
        sql = "select scope, product_id from delisted where sku = ?"
        rows = self._desk.con.execute(sql, [sku]).fetchall()
        return (rows[0][0], rows[0][1]) if rows else None
