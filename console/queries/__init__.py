"""What pages read, across apps; each query says how many statements it takes."""
