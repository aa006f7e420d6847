"""The papers of a mediation, drawn: pure drawing, no database, the same bytes for the same data (docs/decisions/0021)."""
