"""Skills as a language: link, extract, crosswalk, review, align and translate."""
