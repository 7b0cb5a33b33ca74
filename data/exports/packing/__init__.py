"""An export's rows made ready for the ledger: stamped, counted, packed. Knows no folder and no desk."""
