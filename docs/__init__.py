"""The documents, part of the installed package: `orderdeck docs` shows them."""
