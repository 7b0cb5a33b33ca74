"""Commands of the user's own: what the settings say of them, which of a desk's are trusted, and running one."""
