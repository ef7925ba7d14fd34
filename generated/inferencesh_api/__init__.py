"""The REST API of inference.sh: request builders (api), models, and what both share (types).

Written by scripts/generate.py from openapi.yaml. Importing this package imports nothing else.
"""
