"""What is read of the council by more than one caller, split by noun."""
