"""Finding again what a submission created whose answer was lost."""
