"""The record's faces: questions, letters and replies as Markdown files that people read, edit and commit."""
