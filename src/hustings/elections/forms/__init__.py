"""What is typed on the pages of elections, split by noun."""
