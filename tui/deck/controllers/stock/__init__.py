"""Controllers of stock-outs, messages and the outbox."""
