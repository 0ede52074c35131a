"""HiGHS: solves the programmes of routes."""
