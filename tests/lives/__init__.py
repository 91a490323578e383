"""Random lives of both machines: who lives in the town, what they may try, and what must hold whatever they do."""
