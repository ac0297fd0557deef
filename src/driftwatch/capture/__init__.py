"""Which frames are worth a label, and where they wait until they are synced."""
