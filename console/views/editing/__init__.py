"""Editing a draft: overview, one step, timing, ways out, tests, text. Others lead to their page."""
