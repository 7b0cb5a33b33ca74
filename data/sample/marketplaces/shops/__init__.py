"""How each marketplace dresses its exports."""
