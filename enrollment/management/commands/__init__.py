"""Commands of the engine's operators."""
