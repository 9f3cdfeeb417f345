"""What is typed into the forms of conduct."""
