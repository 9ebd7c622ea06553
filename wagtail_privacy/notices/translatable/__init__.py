"""What of notices and of what they show is translated: which texts, which fields of items, which items."""
