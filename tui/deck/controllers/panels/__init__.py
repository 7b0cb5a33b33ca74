"""Controllers of the panels beside the orders."""
