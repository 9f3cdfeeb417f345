"""The verbs of the council, split by noun."""
