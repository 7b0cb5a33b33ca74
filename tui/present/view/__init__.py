"""What a view shows of the board: which columns, in which order, of which rows. Pure, but for frames."""
