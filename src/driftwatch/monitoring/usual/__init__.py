"""What is usual for a stream: the days that were seen, and how far they scatter."""
