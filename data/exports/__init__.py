"""From a file to frames of orders: profiles, containers, recognising, reading, normalising, teaching. No ledger."""
