"""What relates to what: the index of related papers, what is asked of it, and what is drawn out of it."""
