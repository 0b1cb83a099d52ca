"""Copies of the whole database: made, kept, and put back."""
