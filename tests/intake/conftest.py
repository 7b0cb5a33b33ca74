"""What these tests share: a folder of exports, and ways to put files in it."""

from tests.loader.exports_folder import ledger, put, settings, until

__all__ = ["ledger", "put", "settings", "until"]
