# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # SPARQL
#
# The graph is ordinary RDF: W3C ORG, SKOS, PROV-O and a few terms of our own. Whatever a function
# answers can be looked up.

# %%
import hubgraph as hg

graph = hg.load_graph("baden-wuerttemberg")

# %% [markdown]
# ## Packaged questions
#
# Each has a title, parameters and columns; values are bound, never pasted into the text.

# %%
hg.load_queries()[["name", "title_en", "parameters"]].head(8)

# %%
hg.query(graph, "needs", organisation="hgd:ulm")[["label_de", "target_level", "sources"]]

# %% [markdown]
# ## A question of your own
#
# The project's prefixes are known, so no `PREFIX` line is needed.

# %%
hg.query(graph, "SELECT ?hub ?name WHERE { ?hub a hg:ThematicHub ; skos:prefLabel ?name }")

# %% [markdown]
# ## In a cell
#
# The extension gives cells a language: the table sorts and can be downloaded, errors show their
# place, and values of Python variables are bound.

# %%
# %load_ext hubgraph

# %%
# %%sparql graph
SELECT ?topic (COUNT(DISTINCT ?hub) AS ?hubs)
WHERE {
  ?offer a hg:Offer ; hg:statedFor ?hub ; hg:topic/skos:prefLabel ?topic
  FILTER (LANG(?topic) = "de")
}
GROUP BY ?topic ORDER BY DESC(?hubs) ?topic LIMIT 8

# %% [markdown]
# ## Which source says what?
#
# Every source is a named graph. `GRAPH` tells which one holds a statement.

# %%
# %%sparql graph
SELECT ?source (COUNT(*) AS ?statements)
WHERE { GRAPH ?source { ?offer a hg:Offer } }
GROUP BY ?source ORDER BY DESC(?statements) ?source LIMIT 5

# %% [markdown]
# ## From an answer to a picture
#
# Variables with these names become nodes and edges: `?node ?nodeLabel ?linked ?linkedLabel`.

# %%
text = """
SELECT ?node ?nodeLabel ?linked ?linkedLabel
WHERE {
  ?offer a hg:Offer ; hg:statedFor ?node ; hg:topic ?linked .
  ?node a hg:ThematicHub ; skos:prefLabel ?nodeLabel .
  ?linked skos:prefLabel ?linkedLabel .
  FILTER (LANG(?linkedLabel) = "en")
}
"""
hg.plot_query(graph, text)

# %% [markdown]
# ## The same answer twice
#
# A function and a query agree: who offers exactly what another needs.

# %%
learning = hg.query(graph, "ties-learning")
network = hg.build_network(graph, relation="learning")
len(learning), network.number_of_edges()
