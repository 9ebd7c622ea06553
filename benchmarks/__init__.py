"""What a published notice costs. Figures to read and compare, never tests that fail: machines differ."""
