"""A framework laid out for the compass: roles, what they need, and how close they are.

`build` lays out; it is imported alone, for most programs read what was laid out before.
"""

from lerway.domain.pathways.atlas.model import Atlas, View
from lerway.domain.pathways.atlas.nearby import NearbyRole, nearby, nearby_of_role

__all__ = ["Atlas", "NearbyRole", "View", "nearby", "nearby_of_role"]
