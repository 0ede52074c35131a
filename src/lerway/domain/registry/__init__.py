"""Who is known to whom: lists that recognise issuers."""
