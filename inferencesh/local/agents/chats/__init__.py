"""Chats: what they consist of, the agent loop, and what can be done to them."""
