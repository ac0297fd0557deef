"""How many people and bicycles came in the world, hour by hour: traffic that nobody here made up."""
