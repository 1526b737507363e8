"""The tracker's fetch measured against mirroring a whole list folder, on a server that the bench starts itself."""
