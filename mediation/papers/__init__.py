"""What is read for the papers of a mediation: their frozen data, what is missing in the dossier, and who may read which."""
