"""How a stream went through hours, days and months: a bounded number of points, next to what was usual."""
