"""The tools of an agent that the platform runs itself."""
