"""Children, families, practitioners, organisations and places, and who is connected to whom."""
