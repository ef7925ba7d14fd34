"""Lifecycle hooks of agents."""
