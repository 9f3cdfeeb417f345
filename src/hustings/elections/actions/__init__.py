"""The verbs of elections, split by noun."""
