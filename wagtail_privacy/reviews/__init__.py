"""When each notice and library item is to be reviewed, by whom, and what came of each review."""
