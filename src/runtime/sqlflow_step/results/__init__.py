"""What a step shows, and the columns of the tables that it writes."""
