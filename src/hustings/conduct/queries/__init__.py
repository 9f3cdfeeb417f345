"""The reads of conduct."""
