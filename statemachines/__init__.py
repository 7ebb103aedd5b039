"""What may happen: tables of transitions, pure data and no I/O."""
