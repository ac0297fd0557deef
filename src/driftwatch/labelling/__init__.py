"""Labels for kept frames: out to the tools in which people label, and corrected ones back in."""
