"""The HTTP side of the platform: the server, who may speak to it, and the requests that it makes itself."""
