"""Items of an order: out of columns, or out of one cell that holds them all."""
