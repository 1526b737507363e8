"""Tracker keeps the questions of a letter, the replies to it, and how each reply changed a claim."""

__version__ = "0.1.0"
