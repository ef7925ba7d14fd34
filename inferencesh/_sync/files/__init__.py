# Made from inferencesh/_async/files/__init__.py by scripts/unasync.py. Do not edit.
"""Uploads and downloads."""
