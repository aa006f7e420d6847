"""What staff see on their tablets, and the page a party opens on her phone."""
