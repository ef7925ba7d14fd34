"""What agents do: the agent loop, its tools' calls, and the messages and decisions that move it."""
