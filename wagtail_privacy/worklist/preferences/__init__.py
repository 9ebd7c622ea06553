"""How often somebody is written to, and where; without an account, by a signed link."""
