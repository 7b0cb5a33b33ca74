"""Countries by any name that exports use, the language a buyer is written to in, and how that language writes
money and dates."""
