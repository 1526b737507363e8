"""The record: an append-only ledger, and the tables that are its fold."""
