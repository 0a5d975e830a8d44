"""WHAT THE TEXT SAYS: candidates for dates, numbers, places, actors and event words, offered to the coder.

Knows the codebook, the project's registers and the gazetteer; must not know formats, agreement or the window.
"""
