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
# # Why, why not, and how sure
#
# People act on suggestions in front of others. This notebook takes one apart: its parts, what it
# rests on, what would change it, and how far it can be trusted.

# %%
import hubgraph as hg

graph = hg.load_graph("baden-wuerttemberg")
profiles = hg.build_profiles(graph)
suggestions = hg.suggest_learning(profiles, learner="digiZ")

# %% [markdown]
# ## Why
#
# The parts add up to the score. The sentence is made from the same numbers.

# %%
explanation = hg.explain_suggestion(suggestions, rank=1)
explanation

# %%
hg.plot_waterfall(explanation)

# %%
hg.plot_path(explanation)

# %% [markdown]
# *Auf Deutsch* ist es derselbe Aufruf, mit `lang="de"`:

# %%
deutsch = hg.suggest_learning(profiles, learner="digiZ", lang="de")
hg.explain_suggestion(deutsch, rank=1).why

# %% [markdown]
# ## Two suggestions side by side
#
# Which part explains the difference? The differences add up, too.

# %%
second = hg.explain_suggestion(suggestions, rank=2)
hg.compare_explanations(second, explanation)

# %% [markdown]
# ## Why not?
#
# The first obstacle, and the smallest change that removes it. What nobody has stated is called
# "not stated", never "absent".

# %%
hg.explain_absence(profiles, learner="digiZ", teacher="de:hub Stuttgart")

# %%
hg.explain_absence(profiles, learner="digiZ", teacher="hfcon", lang="de")

# %% [markdown]
# ## What would change it?
#
# The smallest gain in level that makes another hub the first choice.

# %%
gains = hg.find_counterfactuals(profiles, learner="digiZ", teacher="hfcon")
gains

# %% [markdown]
# Which single statement do most suggestions hang on? This is the coordinator's call list: one
# telephone call each, before anybody travels.

# %%
calls = hg.rank_fragile_statements(profiles, lang="de")
calls[["sentence"]].head()

# %% [markdown]
# ## How sure?
#
# Few sources state a level. The interval says how far missing levels could still move a score, and
# the rank range which places are possible.

# %%
suggestions.table[["teacher_name", "score", "low", "high", "rank_best", "rank_worst", "certainty"]]

# %%
robustness = hg.measure_robustness(suggestions)
robustness[["teacher_name", "rank", "rank_best", "rank_worst", "order", "sentence"]]

# %% [markdown]
# What should the office ask first? The question whose answer settles most.

# %%
hg.rank_questions(profiles, top=5, lang="de")[["name", "question", "settles"]]
