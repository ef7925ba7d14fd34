"""Files that users hand in and get back: what is uploaded, in which parts, and how a download goes on."""
