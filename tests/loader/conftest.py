"""What these tests share: a folder of exports, and ways to put files in it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from exports_folder import follow, ledger, put, settings, until

__all__ = ["follow", "ledger", "put", "settings", "until"]
