"""The vocabulary of the disputes, as data (one TOML file a kind), and the tables compiled from it."""
