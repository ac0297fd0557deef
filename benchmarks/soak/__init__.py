"""A real machine under steady load: what grows in the module that should not."""
