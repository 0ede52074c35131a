"""Pictures that somebody took."""
