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
# # All questions
#
# Whom to help, with whom to swap, who should learn together, who shares strengths, who could
# introduce whom, which hub helps a company, and what the network lacks. All answers have the same
# columns, a reason for each row, and refer to one day.

# %%
import hubgraph as hg

graph = hg.load_graph("baden-wuerttemberg")
profiles = hg.build_profiles(graph)

# %% [markdown]
# ## Whom can a hub help?
#
# The scores of learning, seen from the teacher.

# %%
hg.suggest_helping(profiles, teacher="ZD.BB")

# %% [markdown]
# ## Swaps
#
# Pairs in which each can learn something from the other.

# %%
hg.suggest_swaps(profiles, top=5)

# %% [markdown]
# ## Learning together
#
# Groups with one open need that nobody in the group can serve.

# %%
hg.suggest_colearning(profiles, top=5)

# %% [markdown]
# ## Shared strengths
#
# Pairs that offer the same, or nearly so: they could do something together.

# %%
hg.suggest_teamups(profiles, member="digiZ", top=3)

# %% [markdown]
# ## Introducers
#
# Who knows both?

# %%
hg.find_introducers(profiles, learner="digiZ", teacher="UAB")

# %% [markdown]
# ## A company's need
#
# With the level to reach, where it is known, and where the company sits. The question stays out of
# the graph.

# %%
needs = {"IT-Sicherheit": 3, "Künstliche Intelligenz": None}
hg.suggest_hubs_for_company(profiles, needs=needs, seat="Karlsruhe")

# %% [markdown]
# ## Lists that cover
#
# By score, each teacher stands for itself. By coverage, each stands for what it adds to those above
# it; by diversity, the score leads and likeness costs.

# %%
lists = hg.suggest_learning(profiles, learner="kurpfalz@bw", order="coverage")
lists.table[["rank", "teacher_name", "score", "additional"]]

# %% [markdown]
# ## What the network lacks, and what hangs on one hub

# %%
hg.find_gaps(profiles)[["topic_label", "needed_by", "reason", "sentence"]]

# %%
hg.measure_redundancy(profiles)[["name", "vulnerability", "sentence"]]

# %% [markdown]
# Who can learn from whom at all?

# %%
hg.plot_network(hg.build_network(graph, relation="learning"))
