"""The single transferable vote: one module per rule, and the piles of papers they share."""
