"""Looking for what a submission created whose answer was lost."""
