"""The routes of `driftwatch.upload` in Viam's own calls: straight to the app, or through the machine."""
