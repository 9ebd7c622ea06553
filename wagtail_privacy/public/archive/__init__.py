"""Earlier versions for readers: the list, changes, days, data, and addresses that outlive a page."""
