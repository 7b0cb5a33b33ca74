"""What a spreadsheet shows of the numbers in its cells."""
