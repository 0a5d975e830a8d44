"""THE WINDOW. The only folder that imports PySide6; everything it changes goes through the project."""
