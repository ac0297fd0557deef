"""Precision and recall from reviews, with intervals that hold."""
