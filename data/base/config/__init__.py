"""What a desk is set to: every setting with its default, and where each value comes from."""
