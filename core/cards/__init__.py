"""The card of each kind of thing, drawn for one reader."""
