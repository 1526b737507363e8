"""How well the tracker and other libraries read labelled mails, and how fast."""
