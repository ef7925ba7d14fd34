"""Models that answer as core apps of agents."""
