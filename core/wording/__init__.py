"""What is said about things: a table each for their states, for what clocks bring about, and for what has happened."""
