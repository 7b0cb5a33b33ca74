"""Who is to be written to about a stock-out, and the messages as the deck shows them."""

from dataclasses import dataclass

from orderdeck.data.stock.cases import ASK_OF
from orderdeck.tui.present.stock.pages import StockPage


@dataclass(frozen=True)
class Ask:
    """A buyer to write to, and how: an empty language is the buyer's own, an empty template the plan's."""

    order_key: str
    sku: str
    template: str = ""
    language: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # what the operator supplied or changed


@dataclass(frozen=True)
class StockLetter:
    """A message ready to read."""

    ask: Ask
    order_id: str
    what: str
    template: str
    templates: tuple[str, ...]
    language: str
    languages: tuple[str, ...]
    text: str
    missing: tuple[str, ...]
    known: tuple[tuple[str, str], ...]  # facts of the case as they stand, for changing them
    private: tuple[str, ...] = ()  # names and addresses that stand in the text


def to_ask(page: StockPage) -> list[str]:
    """Orders of a SKU (`StockPage`) whose buyers are to be written to, in the line's order.

    Those that the plan asks, and who were not asked yet or fell silent.
    """
    found = []
    for hit in page.board.hits:
        case = page.cases.get(hit.order_key)
        told = case is not None and (case.asked > 0 if case.stage == "to_cancel" else case.stage != "to_ask")
        waits = case is not None and case.stage != "closed" and told and not case.silent
        if hit.order_key in page.rows and hit.step.action in ASK_OF and not waits:
            found.append(hit.order_key)
    return found
