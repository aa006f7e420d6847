"""What staff see and do on their tablets: the live board, one case, the queue of the four levels, photos."""
