"""What the loop reaches on simulated machines that a fake app feeds."""
