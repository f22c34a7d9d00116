"""Metrics of EVALUATE and `validation.metrics`, in numpy."""
