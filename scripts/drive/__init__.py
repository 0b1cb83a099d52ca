"""Drives real browsers against local servers; shared by the scripts beside it and by tests/browser."""
