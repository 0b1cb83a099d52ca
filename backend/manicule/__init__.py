"""Manicule: my own notes, tags and related links on the paper lists I read."""
