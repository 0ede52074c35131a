"""What every page and protocol shares: components, words, security, forms, problems."""
