# Made from tests/sdk_async/__init__.py by scripts/unasync.py. Do not edit.
"""The SDK against the local platform. tests/sdk_sync is made from these files: see scripts/unasync.py."""
