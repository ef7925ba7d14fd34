"""Turns of an agent: the messages and calls of a chat, folded into events and an outcome."""
