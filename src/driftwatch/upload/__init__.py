"""Hard frames to Viam's app on demand, instead of waiting for the data manager. Knows no Viam: routes are handed in."""
