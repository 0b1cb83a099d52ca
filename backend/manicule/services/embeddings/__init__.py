"""Sentence embeddings, for those who installed them: made, stored, and asked which are near."""
