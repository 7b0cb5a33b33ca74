"""Everything between the exports folder and the rows that the deck shows. Imports no Textual."""
