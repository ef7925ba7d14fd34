"""The HTTP routes, one module per family. Each offers `routes(core)`, a list of Starlette routes."""
