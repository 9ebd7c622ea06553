"""What needs a person: one list, one panel, one mail."""
