"""The demonstration: an invented organisation, its outbox and its role links. Loaded by `hustings demo` alone."""

# A file in the data folder that says: nothing in here is real.
MARK = "DEMONSTRATION"
# Another, written last: whom a visitor can be.
PEOPLE = "people.json"
