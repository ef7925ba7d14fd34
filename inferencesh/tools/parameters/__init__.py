"""Parameters of tools: from annotations to JSON schemas, and from JSON values to arguments."""
