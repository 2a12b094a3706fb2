"""How well rankings do on data with a known outcome: protocol, baselines, intervals, record."""
