"""The library that comes with the package, the form of library files, and how they are loaded."""
