"""Models as blocks of a table, the format that all databases share."""
