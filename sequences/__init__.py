"""What we intend to say and when: versions, steps, templates, cadence and simulation."""
