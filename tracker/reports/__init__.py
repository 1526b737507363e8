"""Says what the record holds now, as Markdown and as one self-contained page, for a reader who doubts it."""
