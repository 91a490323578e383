"""The law: which acts a case may suffer at all, by whom, and which sheet each of them produces."""
