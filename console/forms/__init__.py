"""What pages ask: forms that parse and validate, and never save."""
