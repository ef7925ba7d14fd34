"""One package per tag of openapi.yaml, one module per operation."""
