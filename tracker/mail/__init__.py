"""Mail read safely: bytes become a Mail, its text becomes passages, and passages are linked to what the
letter asked.
"""
