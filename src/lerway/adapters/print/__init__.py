"""Plans as PDF, by reportlab."""
