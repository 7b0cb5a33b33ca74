"""The deck on screen: app, screen, layout and the controllers of its panels. Knows no database."""
