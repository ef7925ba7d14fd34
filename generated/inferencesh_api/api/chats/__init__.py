"""One module per operation; each is imported on its own."""
