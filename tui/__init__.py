"""The terminal application: command line, screens, actions and keys, words."""
