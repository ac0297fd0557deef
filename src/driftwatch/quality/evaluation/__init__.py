"""Models judged by labelled images."""
