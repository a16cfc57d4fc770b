"""Answers from people whom we do not know, and whom a person gives them to."""
