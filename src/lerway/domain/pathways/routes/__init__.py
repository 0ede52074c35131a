"""Routes: which courses, in which order, close a gap best under somebody's limits."""

from lerway.domain.pathways.routes.model import (
    Aim,
    Excluded,
    Limits,
    Loosening,
    Plan,
    Request,
    Route,
    Step,
    Want,
)
from lerway.domain.pathways.routes.plan import find_route

__all__ = [
    "Aim",
    "Excluded",
    "Limits",
    "Loosening",
    "Plan",
    "Request",
    "Route",
    "Step",
    "Want",
    "find_route",
]
