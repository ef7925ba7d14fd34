"""What users hold: dict subclasses of JSON values with typed attributes."""
