"""公共法律问答: articles with their numbers, found offline. Nothing here writes law: it shows what the corpus holds or says
that it holds nothing (docs/law.md)."""
