"""Named reads and writes, by subject."""
