"""The report of a large record measured against converting the same Markdown with the bare `markdown` package."""
