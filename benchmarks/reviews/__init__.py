"""What estimates and verdicts from reviews reach, on streams whose truth is known."""
