"""What the commands have in common: searching, terms and offers, funding and releasing, messages between two sides."""
