"""The SEN2 person-level return: reading it, checking it, and the events that it tells of."""
