"""What is read of elections by more than one caller, split by noun."""
