"""What people write: achievements, profiles, rosters. Every mistake is named with its remedy."""
