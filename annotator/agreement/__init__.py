"""How far coders agree: whose event is whose, and what of it is the same. Must not know formats, releases or the window."""
