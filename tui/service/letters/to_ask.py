"""Who is to be written to about a stock-out."""

from orderdeck.data.stock.cases import ASK_OF
from orderdeck.tui.present.stock.pages import StockPage


def to_ask(page: StockPage) -> list[str]:
    """Orders of a SKU (`StockPage`) whose buyers are to be written to, in the line's order.

    Those that the plan asks, and who were not asked yet or fell silent.
    """
    found = []
    for hit in page.board.hits:
        case = page.cases.get(hit.order_key)
        waits = case is not None and case.stage != "closed" and not case.unwritten and not case.silent
        if hit.order_key in page.rows and hit.step.action in ASK_OF and not waits:
            found.append(hit.order_key)
    return found
