"""Agents and chats."""
