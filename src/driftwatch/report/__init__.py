"""Pictures of what a model saw, for a person."""
