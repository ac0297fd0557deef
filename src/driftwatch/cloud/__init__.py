"""Running machines and Viam's app, from a person's computer."""
