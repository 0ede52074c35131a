# The part of defusedxml 0.7 that Lerway uses.
