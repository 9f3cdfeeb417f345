"""The verbs that change a case."""
