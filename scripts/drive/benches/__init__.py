"""What scripts/bench measures: a module for each of its parts, and what these share."""
