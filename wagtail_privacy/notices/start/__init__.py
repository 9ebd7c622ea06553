"""What a new notice starts from."""
