"""Judging one record or a hundred thousand: what stands behind `lerway verify`."""
