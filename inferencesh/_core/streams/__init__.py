"""Streams of updates, whatever they are about: frames, merging, logs, and when to connect again."""
