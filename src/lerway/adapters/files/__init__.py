"""Files that are whole or not there: output folders with a journal, status books, documents."""
