# Made from inferencesh/_transport/_async/__init__.py by scripts/unasync.py. Do not edit.
"""The async half of the transport: the source from which `_sync` is made."""
