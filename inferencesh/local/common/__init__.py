"""What every room of the platform may use: its time, its ids, background work. It imports no other room."""
