"""`python -m orderdeck` is `orderdeck`."""

from orderdeck.tui.cli import main

main()
