"""What understanding a text costs: `python -m benchmarks.understand` prints CPU time beside its limit, by kind of text.

Two hundred texts a kind, as in the corpus or two of it joined, each read once a round, nothing remembered between them; the best of ten rounds.
"""

from __future__ import annotations

import random
import time

from benchmarks.load import table
from complaints.taxonomy import understand
from tests.complaints.texts import EVALUATION, EXAMPLES

LIMIT_MS = 0.25
ROUNDS = 10
AMOUNT = 200


def samples() -> dict[str, list[str]]:
    """Two hundred texts as they come, and two hundred of thirty to fifty characters."""
    texts = [sample.text for sample in EXAMPLES + EVALUATION]
    chance = random.Random(1)
    ordinary: list[str] = []
    while len(ordinary) < AMOUNT:
        pair = "，".join(chance.sample(texts, 2))
        if 35 <= len(pair) <= 45:
            ordinary.append(pair)
    return {"as they come": chance.sample(texts, AMOUNT), "about 40 characters": ordinary}


def cost(texts: list[str]) -> float:
    """Return the CPU time a text in milliseconds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in texts:
            understand(text)
        rounds.append(time.process_time() - began)
    return min(rounds) / len(texts) * 1000


def main() -> None:
    """Print the table."""
    began = time.process_time()
    understand("热身")
    understand("楼上太吵,天天半夜")
    loading = time.process_time() - began
    rows: list[tuple[str, ...]] = [("texts", "characters", "CPU each", "limit")]
    rows += [
        (name, f"{sum(map(len, texts)) / len(texts):.0f}", f"{cost(texts):.3f} ms", f"{LIMIT_MS} ms")
        for name, texts in samples().items()
    ]
    table("understand()", rows)
    print(f"first call, with counting the examples: {loading:.2f} s")


if __name__ == "__main__":
    main()
