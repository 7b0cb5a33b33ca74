"""Acts about stock on a real desk: what they change, what they refuse, and that undo puts it all back."""
