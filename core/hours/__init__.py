"""Hourly work: weeks, the time entries in them, what of it is billed and what is protected."""
