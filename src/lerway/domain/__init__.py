"""What people do with records: issuing, holding, verifying. Pure; it asks, the edge fetches."""
