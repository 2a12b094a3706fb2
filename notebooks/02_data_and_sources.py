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
# # The data and its sources
#
# Before anybody believes a suggestion, they ask where it comes from. This notebook shows what is on
# record about the real network, who said so, what is missing, and what may be published.

# %%
import hubgraph as hg

graph = hg.load_graph("baden-wuerttemberg")

# %% [markdown]
# ## A network is a list of memberships with dates
#
# So the answer to "who belongs to it?" needs a day. Thirteen hubs began in October 2018; by 2023
# some had left and others had joined.

# %%
hg.query(graph, "members", as_of="2018-10-11")[["name", "kind", "since", "until"]]

# %%
hg.query(graph, "members", as_of="2023-12-31")[["name", "kind", "since", "until"]]

# %% [markdown]
# ## Every fact names its source
#
# `record` lists each fact in words, with its dates, how sure it is, and the pages it was read on.

# %%
record = hg.query(graph, "record", lang="en")
record.groupby(["kind", "confidence"]).size().unstack(fill_value=0)

# %%
offers = hg.query(graph, "record", lang="de").query("kind == 'Angebot'")
offers[["subject", "says", "dates", "sources"]].head()

# %% [markdown]
# Which sources carry most? A source that is wrong would shake everything that rests on it.

# %%
sources = hg.query(graph, "sources").sort_values("facts", ascending=False)
sources[["source", "title", "publisher", "facts"]].head(8)

# %% [markdown]
# ## What is stated, and what is not
#
# Offers, needs and own levels are *statements*. Few public pages state a level: a missing level is
# not zero, it is unknown, and every interval in hubgraph says so.

# %%
statements = hg.query(graph, "statements", as_of="2020-12-31")
statements.groupby("kind")[["statement", "level", "target_level"]].count()

# %% [markdown]
# What is missing, per hub, and how much each gap costs in certainty. The answer ends in two
# questions for each hub. *Auf Deutsch*, weil die Fragen an die Hubs gehen:

# %%
missing = hg.find_missing(graph, lang="de")
missing

# %% [markdown]
# ## Does the data keep its rules?
#
# The rules are SHACL shapes; findings come in the words of the data's owner. An empty list says
# what was checked, because zero things checked is never "fine".

# %%
hg.check_graph(graph)

# %% [markdown]
# ## What may be published?
#
# The fictional network has restricted sources: minutes of a meeting, say. `build_public` takes out
# everything that rests on them, and `check_leaks` proves it for a file.

# %%
musterland = hg.load_graph("musterland")
public = hg.build_public(musterland)
len(musterland), len(public)

# %%
hg.export_graph(public, "public.ttl")
hg.check_leaks(musterland, "public.ttl")
