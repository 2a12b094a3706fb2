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
# # Your own workbook
#
# From an empty template to suggestions for your own network, and back into a spreadsheet. The same
# with the command line, step by step: [own_network.md](own_network.md), auf Deutsch
# [eigenes_netzwerk.md](eigenes_netzwerk.md).

# %%
from pathlib import Path

import hubgraph as hg

# %% [markdown]
# ## A template
#
# One sheet per kind of thing, with lists to choose from, notes on every column, and help.

# %%
hg.write_template("survey.xlsx", lang="de")
Path("survey.xlsx").exists()

# %% [markdown]
# ## A filled workbook
#
# To have something filled in, we write out the fictional network; yours would come from the hubs.

# %%
hg.write_workbook(hg.load_graph("musterland"), "filled.xlsx", lang="de")

# %% [markdown]
# ## Mistakes are found, all at once, each at its cell
#
# Two typical slips: a level that does not exist, and a hub that nobody knows.

# %%
from openpyxl import load_workbook

book = load_workbook("filled.xlsx")
sheet = book["Angaben"]
column = {cell.value: cell.column for cell in sheet[1]}
[cell.value for cell in sheet[2]][:5]

# %%
sheet.cell(5, column["Stufe"]).value = 7
sheet.cell(6, column["Organisation"]).value = "Hub Atlantis"
book.save("wrong.xlsx")

# %%
hg.check_workbook("wrong.xlsx", lang="de")

# %% [markdown]
# ## Keep it
#
# A network lives in one folder. Every import is one batch, whole or not at all, with the date and
# the hash of the file; the latest can be taken back exactly.

# %%
hg.import_workbook("filled.xlsx", into="network.hg")
hg.load_history("network.hg")[["number", "source", "added", "removed"]]

# %% [markdown]
# ## Suggest
#
# What is in the folder answers like any other graph.

# %%
own = hg.open_graph("network.hg")
profiles = hg.build_profiles(own)
table = hg.suggest_learning(profiles, top=1, lang="de").table
table[["learner_name", "teacher_name", "topic_label", "score"]].head()

# %% [markdown]
# ## Edit by hand, import what was edited
#
# A workbook exported from the folder knows its state: on import, only what you edited counts.

# %%
hg.write_workbook(own, "edit.xlsx", lang="de")
book = load_workbook("edit.xlsx")
cell = book["Angaben"].cell(5, column["Stufe"])
cell.value = 4
book.save("edit.xlsx")

# %%
changes = hg.import_workbook("edit.xlsx", into="network.hg", dry_run=True)
changes.table

# %% [markdown]
# ## Words become candidates
#
# Free text gets proposed topics, with the span they were found in. A candidate is nothing until
# somebody confirms it.

# %%
text = "Wir suchen Hilfe bei IT-Sicherheit und KI-Einführung"
hg.suggest_topics(hg.load_graph("baden-wuerttemberg"), text)
