"""Controllers of stock-outs, and the outbox."""
