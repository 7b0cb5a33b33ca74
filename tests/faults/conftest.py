"""Desks whose world fails under them."""

from tests.loader.exports_folder import follow, ledger, put, until

__all__ = ["follow", "ledger", "put", "until"]
