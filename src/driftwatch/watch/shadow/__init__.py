"""What is counted, kept and reported of a live model and its candidate."""
