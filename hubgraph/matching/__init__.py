"""Who could learn what from whom: matrices in, scores with their parts out. Pure functions."""
