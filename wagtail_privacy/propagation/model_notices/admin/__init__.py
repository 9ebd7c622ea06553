"""Admin screens about models and the notices that follow them."""
