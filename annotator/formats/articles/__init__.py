"""ARTICLES IN: a module a kind of file, and the one way through which all of them are read. Must not know codings."""
