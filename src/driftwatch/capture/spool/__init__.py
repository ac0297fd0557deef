"""Kept frames as files for others: folders that the data manager syncs, or data sets."""
