"""One request: its options, its arguments, whether it is sent again, and what its answer carries."""
