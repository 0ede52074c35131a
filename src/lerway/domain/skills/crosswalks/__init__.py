"""Crosswalks: translating the items of one framework into another's."""
