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
# # Three years of a network
#
# What changed, what came of the advice, and what is still open? *Musterland* is a fictional network
# with three yearly surveys, 2021 to 2023: every name and number in this notebook is invented.

# %%
import hubgraph as hg

graph = hg.load_graph("musterland")
days = ["2021-12-31", "2022-12-31", "2023-12-31"]

# %% [markdown]
# ## Three pictures that can be laid side by side
#
# Hubs keep their place; who came and who left is marked.

# %%
hg.plot_years(graph, days=days, relation="contact", lang="de")

# %% [markdown]
# ## Indicators
#
# Each with the number it rests on. Where something cannot be computed, the table says why.

# %%
hg.measure_indicators(graph, days=days)

# %%
hg.plot_indicators(graph, days=days, lang="de")

# %% [markdown]
# ## The ledger: advice, decision, outcome
#
# A run keeps what was suggested, on which data and with which parameters.

# %%
hg.write_workbook(graph, "musterland.xlsx")
hg.import_workbook("musterland.xlsx", into="network.hg")
own = hg.open_graph("network.hg")
advice = hg.suggest_learning(hg.build_profiles(own, as_of="2021-12-31"), top=1)
run = hg.record_run(advice, into="network.hg", recorded_on="2022-01-10")
run

# %% [markdown]
# The office decides, and later hears what came of it.

# %%
first, second, third = (f"{run.identifier}-{place}" for place in (1, 2, 3))
hg.record_decision(first, into="network.hg", decision="taken", on="2022-01-20")
hg.record_decision(second, into="network.hg", decision="taken", on="2022-01-20")
hg.record_decision(
    third, into="network.hg", decision="declined", on="2022-01-20", reason="no_capacity"
)

# %%
hg.record_outcome(first, into="network.hg", met=True, useful=3, level_reached=3, on="2022-06-30")
hg.record_outcome(second, into="network.hg", met=False, on="2022-06-30")

# %% [markdown]
# Which kinds of advice worked? With so few cases, the intervals are wide, and say so.

# %%
uptake = hg.measure_uptake(hg.open_graph("network.hg"))
uptake[uptake["by"] == "all"]

# %% [markdown]
# A declined pair is remembered: the next run takes something off, less and less as time goes by.

# %%
again = hg.build_profiles(hg.open_graph("network.hg"), as_of="2022-12-31")
declined = advice.table.iloc[2]
new = hg.suggest_learning(again, learner=declined["learner"])
hg.explain_suggestion(new, teacher=declined["teacher"]).why

# %% [markdown]
# Two years later, the old run can be repeated from the record. It is the same to the byte, or the
# answer says what differs.

# %%
hg.replay_run("network.hg", run=run.identifier)
