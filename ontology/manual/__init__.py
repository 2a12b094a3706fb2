"""The manual of the ontology: one offline page in German and English, made from the files beside.

`python -m ontology.manual ontology.html` writes it.
"""
