"""Amounts as text, as scripts are given them and as states of an order are compared."""

from decimal import Decimal


def amount_text(amount: Decimal) -> str:
    """Cents always, more digits only where they say something; no currency."""
    return f"{amount:.2f}" if amount == round(amount, 2) else f"{amount.normalize():f}"
