"""The compass: what a role needs, what somebody holds, and the best way across.

Facts come in as values with their `Source`; nothing here reads a file or a clock.
"""
