"""Text that is cleaned, matched, compared and folded. Knows nothing of orders."""
