"""WHAT IS GIVEN OUT: choice of codings, ids, files, manifest, and what changed since the last time.

Knows formats, agreement and the project; must not know the window.
"""
