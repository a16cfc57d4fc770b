"""The REST face of the signal inbox; its work is in `signals.desk`, `deciding` and `examples`."""
