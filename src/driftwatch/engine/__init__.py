"""A vision service at work, without Viam: what it needs of the machine is handed in (`ports.py`)."""
