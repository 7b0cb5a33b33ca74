"""One kind of value each: what a cell says, and what cannot be read. Knows no orders."""
