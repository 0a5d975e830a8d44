"""Annotator codes events from news articles into one project file."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("annotator")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"
