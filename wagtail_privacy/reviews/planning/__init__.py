"""Who reviews something and how often, and the holidays of an organisation."""
