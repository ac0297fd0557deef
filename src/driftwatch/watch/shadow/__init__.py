"""What is counted, kept and told of a live model and its candidate."""
