"""Simulations: a version run over chosen people on a clock of its own, in a worker.

Nothing leaves and nothing counts: all that is written is the Simulation itself. What decides is
`sequences.simulation`; here the people, their hours and the limits are loaded, and the figures
and every touch (as gzipped CSV) are kept. A run that dies is started anew from its beginning.
"""

from enrollment.simulating.asking import ASKED, request
from enrollment.simulating.keeping import tidy
from enrollment.simulating.rows import csv_of, may_see_rows
from enrollment.simulating.work import run, unfinished

__all__ = ["ASKED", "csv_of", "may_see_rows", "request", "run", "tidy", "unfinished"]
