"""Acts about stock: what each may do, and doing it. The one door for deck and scripts."""
