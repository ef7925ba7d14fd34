"""Tasks and sessions: from a run request to an ended task."""
