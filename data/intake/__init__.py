"""The loader: one process a desk that takes what arrives into the ledger. Knows no desk."""
