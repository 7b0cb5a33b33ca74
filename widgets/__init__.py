"""One panel a file. Widgets show rows and post messages; they know no database and no words of their own."""
