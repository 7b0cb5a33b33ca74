"""Who may open a ledger, who has it open, and on which file systems."""
