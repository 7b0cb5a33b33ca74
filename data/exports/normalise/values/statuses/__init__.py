"""What a file's words say of an order's status, of its payment and of who sends it."""
