"""The command line: starting the deck, and subcommands for scripts."""
