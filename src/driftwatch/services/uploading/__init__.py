"""Hard frames to Viam's app on demand, instead of waiting for the data manager."""
