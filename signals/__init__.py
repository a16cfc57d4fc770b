"""What the world told us: intake, providers, reading and reactions."""
