"""TEXTS WITH WHAT WAS CODED IN THEM: a module a format, out for training and other tools, and in again.

`coded` is what an article and its codings are on the way, `documents` what formats of marked text see of it, `going` what a
format gets to write, `arriving` what one gets to read. A format is a module with `FORMAT`, `write(going)` and, where it reads,
`read(path, arriving)`; `known` lists them. Must not know SQL or the window.
"""
