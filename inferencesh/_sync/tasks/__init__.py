# Made from inferencesh/_async/tasks/__init__.py by scripts/unasync.py. Do not edit.
"""Tasks: running apps, following them, and their streams."""
