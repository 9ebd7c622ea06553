"""From a change of something shared to the notices that show it."""
