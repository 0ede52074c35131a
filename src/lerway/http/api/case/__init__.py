"""CASE 1.1 (1EdTech, Competencies and Academic Standards Exchange): the service provider."""
