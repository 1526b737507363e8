"""The second network door: one public page at a time, fetched with care, and what it says."""
