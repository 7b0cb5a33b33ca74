"""The terminal application: command line, screens, actions and keys, words."""

__version__ = "0.1.0"
