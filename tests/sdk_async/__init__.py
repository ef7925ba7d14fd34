"""The SDK against the local platform. tests/sdk_sync is made from these files: see scripts/unasync.py."""
