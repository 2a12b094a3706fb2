"""Why: the parts of a score, the path through the topics, the sources, and a sentence."""
