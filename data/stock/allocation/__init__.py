"""Who gets what there is: the line for stock, what is held, what left, what would lose less."""
