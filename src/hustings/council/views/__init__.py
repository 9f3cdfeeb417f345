"""The pages of the council, split by noun."""
