"""`python -m tui` is `orderdeck`."""

from tui.cli import main

main()
