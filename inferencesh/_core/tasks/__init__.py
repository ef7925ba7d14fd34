"""Following a task from its updates to its end."""
