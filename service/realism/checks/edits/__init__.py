"""An edit: how it is read, and which entries it concerns."""
