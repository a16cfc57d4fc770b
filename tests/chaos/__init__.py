"""Kills, stops and outages in every moment of a send, and what is left afterwards."""
