"""The pages of elections, split by who sees them."""
