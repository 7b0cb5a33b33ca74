"""`python -m orderdeck` is `orderdeck`."""

from orderdeck.tui.cli.main import main

main()
