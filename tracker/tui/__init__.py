"""The terminal: screens over the workflow, which alone reads and writes."""
