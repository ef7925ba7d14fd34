"""Decisions without I/O: no sockets, no async, no clock of its own. Everything here is tested without a server."""
