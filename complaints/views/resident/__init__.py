"""What a resident sees and does, by family of pages: the scan, her case, the look-up, the rating."""
