"""When something is due, why then, and on which days somebody is reminded."""
