# Made from inferencesh/_async/__init__.py by scripts/unasync.py. Do not edit.
"""The I/O shells, written by hand as async. `_sync` is made from this folder by `make sync`."""
