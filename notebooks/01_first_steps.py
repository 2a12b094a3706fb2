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
# # First steps
#
# From the real network of thirteen digital hubs in Baden-Württemberg to an explained suggestion, a
# picture and a query of your own. Everything runs offline on data that comes with hubgraph.

# %%
import hubgraph as hg

# %% [markdown]
# ## Load
#
# A graph holds every statement with its source. It is an ordinary `rdflib.Dataset`: one named graph
# per public source, and queries see the union.

# %%
graph = hg.load_graph("baden-wuerttemberg")
f"{len(graph)} statements"

# %%
hg.query(graph, "members", as_of="2018-10-10")

# %% [markdown]
# ## Look
#
# What does one hub offer, according to whom, and how sure is that? Names may be written as people
# write them.

# %%
hg.query(graph, "offers", organisation="hubwerk01")[["label_en", "issued", "sources", "confidence"]]

# %% [markdown]
# Does the data keep its own rules? Findings come in the words of the data's owner.

# %%
hg.check_graph(graph)

# %% [markdown]
# ## Suggest
#
# Profiles are the numeric view of the graph on one day. Without a date, that is the network's
# documented reference date.

# %%
profiles = hg.build_profiles(graph)
profiles

# %%
suggestions = hg.suggest_learning(profiles, learner="digiZ")
suggestions

# %% [markdown]
# The same as a table, for all thirteen hubs. Where nothing can be said, `open_needs` says why.

# %%
everybody = hg.suggest_learning(profiles, top=1)
everybody.table[["learner_name", "teacher_name", "topic_label", "score", "certainty"]]

# %%
everybody.open_needs[["learner_name", "topic_label", "reason"]]

# %% [markdown]
# ## Explain
#
# The sentence is made of the same parts as the score, and the parts add up. *Auf Deutsch* works the
# same way, with `lang="de"`.

# %%
explanation = hg.explain_suggestion(suggestions, rank=1)
explanation

# %%
explanation.parts[["topic_label", "step", "offer_label", "relation", "kernel", "value"]]

# %%
float(explanation.parts["value"].sum()), explanation.score

# %%
deutsch = hg.suggest_learning(profiles, learner="digiZ", top=1, lang="de")
deutsch.table.loc[0, "why"]

# %% [markdown]
# ## Draw
#
# A network is an ordinary NetworkX graph. A drawing shows itself, and saves itself in the format of
# the suffix: `.save("network.svg")`.

# %%
network = hg.build_network(graph)
str(network)

# %%
hg.plot_network(network)

# %% [markdown]
# ## Ask your own question
#
# The project's prefixes are known, so no `PREFIX` line is needed. `hg.load_queries()` lists the
# packaged questions.

# %%
hg.query(
    graph,
    """
SELECT ?topic (COUNT(DISTINCT ?hub) AS ?hubs)
WHERE { ?offer a hg:Offer ; hg:statedFor ?hub ; hg:topic/skos:prefLabel ?topic . FILTER (LANG(?topic) = "en") }
GROUP BY ?topic ORDER BY DESC(?hubs) ?topic LIMIT 5
""",
)

# %% [markdown]
# ## Change one assumption
#
# Parameters are one frozen record. Without the deduction for partners who know each other already:

# %%
options = hg.MatchingOptions(novelty_weight=0.0)
hg.suggest_learning(profiles, learner="digiZ", options=options).table[["teacher_name", "score"]]
