"""The engines: one module each, loaded by name."""
