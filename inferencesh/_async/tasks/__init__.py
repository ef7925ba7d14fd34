"""Tasks: running apps, following them, and their streams."""
