# Made from inferencesh/_async/agents/__init__.py by scripts/unasync.py. Do not edit.
"""Agents and chats."""
