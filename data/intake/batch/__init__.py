"""One batch of files on its way into the ledger."""
