"""The HTTP routes, one module per family. Each offers `routes(...)`, which takes the stores that it uses."""
