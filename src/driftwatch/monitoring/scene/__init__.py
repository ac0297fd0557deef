"""Is the picture what it was? Light, contrast, sharpness and view of a camera, whatever the model says."""
