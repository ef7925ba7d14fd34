"""The async half of the transport: the source from which `_sync` is made."""
