"""The overview of the notices of all schools, and the screens of a new school."""
