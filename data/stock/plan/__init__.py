"""What to do about each order that stock does not cover."""
