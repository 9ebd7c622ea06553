"""An app of a host whose own pages and snippets are reviewed like notices."""
