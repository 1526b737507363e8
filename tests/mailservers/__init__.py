"""Mail servers for the tests: Dovecot, pymap and a scripted one, on loopback, with one face for all three."""
