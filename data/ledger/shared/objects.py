"""Parts of a shared desk on an S3-compatible store, by obstore, which is imported here and nowhere else."""

import errno
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import from_url

from orderdeck.data.ledger.database.sound import is_part_name
from orderdeck.data.ledger.errors import LedgerError

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

_PATIENCE: Final["RetryConfig"] = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}
_CLIENT: Final["ClientConfig"] = {"timeout": "60s", "connect_timeout": "3s"}


class ObjectPlace:
    """A bucket, or what lies under a prefix of it."""

    def __init__(self, store: "ObjectStore") -> None:
        self._store = store

    @classmethod
    def at(cls, address: str) -> Self:
        """Raises LedgerError where `address` is none of a store."""
        try:
            # As the SDKs have it: whoever names an endpoint without TLS means it.
            plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
            options: ClientConfig = {**_CLIENT, "allow_http": plain}
            return cls(from_url(address, retry_config=_PATIENCE, client_options=options))
        except (BaseError, ValueError) as error:
            raise LedgerError(f"{address}: {error}") from error

    def put(self, part: str, name: str, content: bytes) -> None:
        try:
            obstore.put(self._store, f"{part}/{name}", content, mode="create")
        except AlreadyExistsError as error:
            raise FileExistsError(errno.EEXIST, str(error)) from error
        except BaseError as error:
            raise _away(error) from error

    def get(self, part: str, name: str) -> bytes:
        try:
            return bytes(obstore.get(self._store, f"{part}/{name}").bytes())
        except BaseError as error:
            raise _away(error) from error

    def parts(self) -> set[str]:
        return {one.partition("/")[0] for one in self._names("") if is_part_name(one.partition("/")[0])}

    def remove(self, part: str) -> None:
        names = self._names(f"{part}/")
        try:
            obstore.delete(self._store, names)
        except BaseError as error:
            raise _away(error) from error

    def _names(self, prefix: str) -> list[str]:
        try:
            return [one["path"] for some in obstore.list(self._store, prefix or None) for one in some]
        except BaseError as error:
            raise _away(error) from error

    def close(self) -> None:
        pass


def _away(error: BaseError) -> OSError:
    return OSError(errno.EREMOTEIO, " ".join(str(error).split())[:300])
