"""The API with which other programs read the register and keep it in step (docs/operators/api.md)."""
