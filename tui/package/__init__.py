"""orderdeck, the installed package: the folders `tui`, `widgets`, `data` and `queries` of a checkout are its parts."""

__version__ = "0.1.0"
