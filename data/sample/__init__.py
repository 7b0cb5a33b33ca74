"""The generator of sample exports and the live demo: an invented, seeded shop that lives on.

world = World(seed, now, orders=400)            orders with whole lives
world.orders_at(time) -> [Snapshot]             as an export made then would show them
write_export(path, snapshots, layout=…, style=Style(container=…), at=time)
truth(snapshots) -> [dict]                      what a desk ought to make of them
generate(folder, orders=…, files=…, now=…)      a folder of repeat exports
"""

from orderdeck.data.sample.files.expected import truth
from orderdeck.data.sample.files.exports import generate, write_export
from orderdeck.data.sample.world.orders import Snapshot
from orderdeck.data.sample.world.style import CONTAINERS, ENCODINGS, Style
from orderdeck.data.sample.world.world import World

__all__ = ("CONTAINERS", "ENCODINGS", "Snapshot", "Style", "World", "generate", "truth", "write_export")
