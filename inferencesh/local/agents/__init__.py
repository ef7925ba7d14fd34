"""Agents on the local platform: the agent loop, its tools, and models that need no network."""
