"""Formats of labelling tools in which frames go out, besides those of data sets; one a file."""
