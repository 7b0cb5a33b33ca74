"""The terminal itself: keys, cells, clipboard, exit codes. Knows no orders and no words."""
