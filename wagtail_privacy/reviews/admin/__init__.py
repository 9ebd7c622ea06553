"""The admin screens about reviews."""
