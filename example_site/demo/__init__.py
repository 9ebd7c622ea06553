"""The demo: a trust, five schools, and a real document re-told for each."""
