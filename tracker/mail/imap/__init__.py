"""The one network door: asks IMAP servers for mail, read-only, and never lets a secret out."""
