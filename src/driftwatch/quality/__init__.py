"""How often is the model right? From reviews and from labelled images."""
