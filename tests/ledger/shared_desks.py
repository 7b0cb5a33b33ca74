"""Desks that stand in a database, without having been anywhere else before."""

import uuid

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.shared.pointer import Pointer, new_id, write_pointer


def new_pointer(address: str) -> Pointer:
    """To a place of its own in the database at `address`."""
    return Pointer(ledger=address, desk=new_id(), folder=new_id(), schema=f"desk_{uuid.uuid4().hex[:12]}")


def stand(pointer: Pointer, store: str = "") -> Pointer:
    """An empty desk stands there from now on."""
    from orderdeck.data.ledger.shared.moving import arrived, begun

    with begun(pointer, store):
        pass
    arrived(pointer)
    return pointer


def join(paths: DeskPaths, pointer: Pointer) -> DeskPaths:
    """The machine of these places takes part."""
    Rights.of(paths).make_folder(paths.state)
    write_pointer(
        paths, Pointer(ledger=pointer.ledger, desk=pointer.desk, folder=new_id(), schema=pointer.schema)
    )
    return paths


def on_postgres(paths: DeskPaths, address: str, busy_seconds: float = 5.0) -> Ledger:
    """A new desk's ledger, in the database at `address`."""
    join(paths, stand(new_pointer(address)))
    return Ledger.open(paths, busy_seconds=busy_seconds)
