"""The resources that viam-server sees; the only folder that imports viam."""
