"""Full-text search: its index in each kind of database, what is found and how it is ordered, searches with a name."""
