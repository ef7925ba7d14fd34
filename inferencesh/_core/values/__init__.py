"""Values without a room of their own: statuses, addresses, what is redacted. Imports nothing above it."""
