"""What tests of several operators share: the bench of tests/desk."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "desk"))
