"""Notebooks: the cell magic ``%%sparql``. IPython is imported only when it loads the extension."""
