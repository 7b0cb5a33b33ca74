"""Messages to buyers and suppliers, as the deck shows and sends them."""
