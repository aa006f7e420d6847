"""The rules by which two sides come to one agreement: when a clause holds, what art. 29 still lacks, whether two secret ranges
meet, what has to be on paper, what was read before it was signed. Plain Python: no rows, no requests, no clock."""
