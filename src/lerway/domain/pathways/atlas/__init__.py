"""A framework laid out for the compass: roles, what they need, and how close they are."""

from lerway.domain.pathways.atlas.build import build_atlas
from lerway.domain.pathways.atlas.model import Atlas, View
from lerway.domain.pathways.atlas.nearby import NearbyRole, nearby, nearby_of_role

__all__ = ["Atlas", "NearbyRole", "View", "build_atlas", "nearby", "nearby_of_role"]
