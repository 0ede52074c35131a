"""1EdTech Comprehensive Learner Record 2.0."""
