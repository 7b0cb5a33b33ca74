"""Stock-outs as text that widgets draw."""
