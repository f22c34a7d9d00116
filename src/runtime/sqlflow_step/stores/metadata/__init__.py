"""The metadata documents of models."""
