"""The plan that a counsellor hands over, for paper and screen."""
