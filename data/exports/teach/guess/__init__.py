"""What the columns of an unknown export could be."""
