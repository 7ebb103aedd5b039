"""Disputes: who may open one and when, what a split comes to, whose turn it is, and what silence decides."""
