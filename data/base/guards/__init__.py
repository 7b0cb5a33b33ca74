"""What lies in a desk's folder isn't trusted: whose it is, and opening it so that no link or pipe leads elsewhere."""
