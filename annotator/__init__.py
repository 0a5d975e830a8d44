"""Annotator codes events from news articles into one project file."""

__version__ = "0.1.0"
