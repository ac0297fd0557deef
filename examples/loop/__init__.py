"""`make loop`: from a scene that changes to a better model on every machine, and a worse one that is held."""
