"""Sample exports in the dress of every marketplace that has a profile, and what a desk ought to make of them.

LAYOUTS[name]                                          the layouts by name: shopify, ebay_de, …
write_marketplace(path, snapshots, layout, at=…)       one export
facts(layout, snapshots) -> [dict]                     what it says
generate_marketplace(folder, name, orders=…, now=…)    a folder of repeat exports
"""

from orderdeck.data.sample.marketplaces.facts import facts
from orderdeck.data.sample.marketplaces.folder import LAYOUTS, generate_marketplace
from orderdeck.data.sample.marketplaces.layout import Layout
from orderdeck.data.sample.marketplaces.write import numbers_of, write_marketplace

__all__ = ("LAYOUTS", "Layout", "facts", "generate_marketplace", "numbers_of", "write_marketplace")
