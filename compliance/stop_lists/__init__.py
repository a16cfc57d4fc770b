"""Lists of people to stop: pasted or uploaded, of addresses, domains, numbers or hashes."""
