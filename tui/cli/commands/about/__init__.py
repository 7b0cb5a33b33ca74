"""Commands that tell of the program and its surroundings: settings, system, manual pages."""
