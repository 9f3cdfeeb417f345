"""A CSV file on its way into the register: read it, match its columns, plan each row, write the plans."""
