"""The pages of the register, split by noun."""
