"""The command, as `python -m hubgraph.cli`."""

from hubgraph.cli import main

main()
