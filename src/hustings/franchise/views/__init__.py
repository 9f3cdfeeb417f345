"""The pages of the franchise, split by noun."""
