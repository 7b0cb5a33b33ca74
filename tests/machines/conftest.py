"""Where the parts of a shared desk lie: each kind of place, and ways to take it away."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.machines.machines import machine, new_schema


class Store(NamedTuple):
    """Somewhere for parts."""

    address: str
    """As `share` is told it."""
    away: Callable[[], object]
    """It can't be reached from here on."""
    back: Callable[[], object]


class S3:
    """A server that speaks S3, and keeps what it has while it is away."""

    def __init__(self) -> None:
        self.port = 0
        self.start()

    def start(self) -> None:
        from moto.server import ThreadedMotoServer

        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]

    def stop(self) -> None:
        self._server.stop()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """A server that speaks S3, for all tests."""
    pytest.importorskip("obstore")
    pytest.importorskip("moto.server")
    server = S3()
    yield server
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A place beside the database that can be taken away."""
    if request.param == "folder":
        folder = tmp_path / "mounted"
        folder.mkdir()
        unmounted = tmp_path / "unmounted"
        return Store(str(folder), lambda: folder.rename(unmounted), lambda: unmounted.rename(folder))
    server: S3 = request.getfixturevalue("s3")
    address = f"http://127.0.0.1:{server.port}"
    bucket = f"desk-{uuid.uuid4().hex[:12]}"
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    import boto3

    boto3.client("s3", endpoint_url=address).create_bucket(Bucket=bucket)
    return Store(f"s3://{bucket}/desk one", server.stop, server.start)


@pytest.fixture
def pair(postgres: str, store: Store, tmp_path: Path) -> tuple[DeskPaths, DeskPaths]:
    """Two machines with a desk whose parts lie in the store."""
    return _shared(postgres, tmp_path, store.address)


@pytest.fixture
def simple_pair(postgres: str, tmp_path: Path) -> tuple[DeskPaths, DeskPaths]:
    """Two machines with a desk all of which stands in the database."""
    return _shared(postgres, tmp_path, "")


def _shared(address: str, place: Path, store: str) -> tuple[DeskPaths, DeskPaths]:
    from orderdeck.data.maintenance.sharing import join, share, store_address  # it needs psycopg

    first, second = machine(place, "first"), machine(place, "second")
    schema = new_schema()
    share(first, address, schema, store_address(store))
    join(second, address, schema)
    return first, second
