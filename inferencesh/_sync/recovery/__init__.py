# Made from inferencesh/_async/recovery/__init__.py by scripts/unasync.py. Do not edit.
"""Looking for what a submission created whose answer was lost."""
