"""The report for other programs and other forms: one module per format, each a pure function of the report's data."""
