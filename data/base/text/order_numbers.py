"""An order's number as far as its key tells it: what an order is called of which nobody knows a file any more."""

import re
from typing import Final

_TIME: Final = re.compile(r"@\d+(/.*)?$", re.DOTALL)


def number_in(order_key: str) -> str:
    """The number in a key (`data.exports.normalise.assembly.orders.keyed`), without the time that stands in for a shop
    nobody named. Where keys are ids that a file has beside the number, it is that id: `data.desk.lookup.numbers` knows
    better."""
    _marketplace, _colon, rest = order_key.partition(":")
    return _TIME.sub("", rest[1:]) if rest.startswith(":") else rest.rpartition(":")[2] or order_key
