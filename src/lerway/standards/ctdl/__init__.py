"""CTDL, the Credential Transparency Description Language: courses and pathways."""
