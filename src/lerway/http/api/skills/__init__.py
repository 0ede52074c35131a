"""Skills for programs: what frameworks there are, search, linking and crosswalks."""
