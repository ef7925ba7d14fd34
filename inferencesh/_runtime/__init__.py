"""What both shells share of the process they run in: clock, threads, files, registries. Blocking or process-wide."""
