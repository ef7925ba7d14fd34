"""The errors that the SDK raises."""
