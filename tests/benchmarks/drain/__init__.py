"""`make bench`: how fast mail leaves, beside what others would run and beside the limits."""
