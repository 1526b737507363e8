"""Measuring the tracker against other programs, on folders of mail made up for it."""
