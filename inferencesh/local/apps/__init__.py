"""Apps: how plain Python is declared, kept alive and called."""
