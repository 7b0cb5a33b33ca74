"""Commands by which a desk moves to several machines, and back."""
