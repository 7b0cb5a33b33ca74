"""The threads beside the screen's: the desk's own, the one of acts, and what they tell the app."""
