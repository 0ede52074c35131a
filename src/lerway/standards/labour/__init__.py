"""Facts about occupations: classification, wages and projections, with source and date."""
