"""The text of documents that people have: plain text, PDF and DOCX, within limits."""
