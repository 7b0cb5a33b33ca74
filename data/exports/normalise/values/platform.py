"""Marketplaces by the names that ERPs have for them."""

import re
from typing import Final

from orderdeck.data.exports.normalise.values.text import fold

NAMES: Final = {
    "aliexpress": (
        "aliexpress",
        "速卖通",
        "全球速卖通",
        "smt",
        "aliexpress choice",
        "速卖通半托管",
        "速卖通全托管",
    ),
    "aliexpress_ru": (
        "aliexpress ru",
        "aliexpress.ru",
        "aliexpress russia",
        "aliexpress россия",
        "aer",
        "速卖通俄罗斯",
        "速卖通(俄罗斯)",
        "速卖通俄罗斯本土",
        "速卖通本土俄罗斯",
        "俄罗斯速卖通",
    ),
    "amazon": ("amazon", "亚马逊", "amz"),
    "ebay": ("ebay",),
    "etsy": ("etsy",),
    "lazada": ("lazada", "来赞达"),
    "shopee": ("shopee", "虾皮"),
    "shopify": ("shopify",),
    "temu": ("temu", "拼多多跨境", "temu半托管", "temu全托管"),
    "tiktok": ("tiktok", "tiktok shop", "tiktokshop", "抖音海外"),
    "walmart": ("walmart", "沃尔玛"),
    "woocommerce": ("woocommerce", "woo"),
    "wish": ("wish",),
    "shein": ("shein", "希音"),
    "ozon": ("ozon",),
    "mercadolibre": ("mercadolibre", "mercado libre", "美客多"),
    "joom": ("joom",),
    "shoplazza": ("shoplazza", "店匠"),
    "shopline": ("shopline",),
    "allegro": ("allegro",),
    "coupang": ("coupang",),
    "cdiscount": ("cdiscount",),
    "1688": ("1688", "阿里巴巴"),
    "alibaba": ("alibaba", "国际站", "阿里巴巴国际站"),
}
"""Marketplace -> names met in ERPs."""

UNIQUE: Final = (
    "aliexpress", "aliexpress_ru", "amazon", "ebay", "etsy", "lazada", "shopee", "temu", "tiktok", "walmart", "wish",
)  # fmt: skip
"""Marketplaces whose order numbers no two of their shops share: an ERP's order is the marketplace's own."""

_KNOWN: Final = {fold(name): code for code, names in NAMES.items() for name in names}


_LONGEST_FIRST: Final = sorted((name for name in _KNOWN if "托管" not in name), key=len, reverse=True)
_NAMED: Final = re.compile(
    "|".join(
        rf"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name)
        for name in _LONGEST_FIRST
    )
)


def beside_the_name(text: str) -> str:
    """What `text` says, folded, beside the names of marketplaces: "fba" of "Amazon FBA", "" of "Amazon"."""
    return " ".join(_NAMED.sub(" ", fold(text)).split())


def marketplace_of(text: str, own: dict[str, str]) -> str | None:
    """The marketplace that `text` names, by the profile's table `own`, then the general one; a name that nobody
    knows stands for itself, in lower case and without blanks. None where it says nothing."""
    name = fold(text)
    if not name:
        return None
    theirs = {fold(label): code for label, code in own.items()}
    return theirs.get(name) or _KNOWN.get(name) or name.replace(" ", "_").replace(":", "_")[:40]
