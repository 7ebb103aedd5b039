"""The case file of a dispute and the letter about its end: gathered from the records, in chat and on paper."""
