"""Whether the buyer pays the carrier at the door, by the words that marketplaces have for it."""

from collections.abc import Sequence
from typing import Final

from orderdeck.data.base.text.linear_regex import Pattern

_AT_THE_DOOR: Final = (
    r"cash[ _-]?on[ _-]?delivery|pay on delivery|\bcod\b|货到付款|貨到付款|代金引換|代引き|후불|착불"
    r"|paiement (?:à|a) la livraison"
    r"|nachnahme|contra[ -]?(?:reembolso|entrega)|contrassegno|наложенн\w* плат|при получении|za pobraniem"
    r"|bayar di tempat|thanh toán khi nhận|เก็บเงินปลายทาง|kapıda ödeme|الدفع عند الاستلام"
)
_PATTERN: Final = Pattern(_AT_THE_DOOR)


def at_the_door(cells: Sequence[str]) -> list[bool]:
    """Of each cell on how the buyer pays, whether it says cash on delivery."""
    return _PATTERN.found_in([cell.lower() for cell in cells])
