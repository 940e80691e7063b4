"""What an issue is about: its sections read by the vocabulary."""
