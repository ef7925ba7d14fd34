"""Sockets, TLS and what a connection is told: below HTTP, for both halves."""
