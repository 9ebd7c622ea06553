"""What visitors read: notices, their stored versions, and the hub."""
