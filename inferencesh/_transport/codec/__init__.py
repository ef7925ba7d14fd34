"""HTTP/1.1 messages as bytes in and bytes out, without I/O."""
