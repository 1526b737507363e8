"""Checks that need a browser: the site of a report opened in a real one, looked at and listened to."""
