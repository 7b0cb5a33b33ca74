"""What these tests share: a folder of exports, and ways to put files in it."""

from tests.loader.exports_folder import follow, ledger, put, settings, until

__all__ = ["follow", "ledger", "put", "settings", "until"]
