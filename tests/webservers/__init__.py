"""Web servers on loopback for tests, and a visitor to send to them."""
