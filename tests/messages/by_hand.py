"""Letters as the deck has them written, asked for in one call."""

from functools import lru_cache

from orderdeck.data.base.letters import Letter, Wanted
from orderdeck.data.desk import Desk
from orderdeck.tui.service.desk_service import DeskService


def letter_to(
    desk: Desk,
    order_key: str,
    template: str = "",
    language: str = "",
    facts: tuple[tuple[str, str], ...] = (),
    *,
    sku: str = "",
) -> Letter | None:
    """The letter to the buyer of an order; with `sku` as part of its stock-out, from the screen of that SKU."""
    service = _service(desk)
    wanted = Wanted(order_key, sku, template, language, facts)
    found = service.letters.write([wanted], service.stock.page(sku) if sku else None)
    return found[0] if found else None


@lru_cache(maxsize=1)
def _service(desk: Desk) -> DeskService:
    return DeskService(desk, "li")
