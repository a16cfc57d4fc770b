"""Races of stops with armings: real processes, one database, and the order of their commits."""
