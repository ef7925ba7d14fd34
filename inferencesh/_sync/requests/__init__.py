# Made from inferencesh/_async/requests/__init__.py by scripts/unasync.py. Do not edit.
"""Sending requests and reading answers."""
