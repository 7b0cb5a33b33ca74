"""Which rows make an order, and what is still to send of it."""
