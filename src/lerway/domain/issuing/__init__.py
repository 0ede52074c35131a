"""Issuing: badges, learner records, endorsements, status lists, for one or for a roster.

Pure: time, randomness and keys are given; files are bytes; nothing is written here.
"""
