"""ONE MODULE A FORMAT: what it reads, what it writes, what it keeps and what it loses.

Knows the project and the codebook; must not know the window, releases, agreement or assistance.
"""
