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
# # Diagrams and exports
#
# A picture shows itself in a cell and saves itself in the format of the suffix: .svg, .pdf, .png,
# or .txt for those who cannot see it. All are the same to the byte each time.

# %%
from pathlib import Path

import hubgraph as hg

graph = hg.load_graph("baden-wuerttemberg")
profiles = hg.build_profiles(graph)

# %% [markdown]
# ## Who could learn from whom

# %%
suggestions = hg.suggest_learning(profiles, top=1)
hg.plot_network(suggestions)

# %% [markdown]
# ## Who serves which district

# %%
hg.plot_map(graph, lang="de")

# %% [markdown]
# ## Offers against needs

# %%
hg.plot_matrix(profiles)

# %% [markdown]
# ## One hub

# %%
hg.plot_hub(profiles, hub="digiZ", lang="de")

# %% [markdown]
# ## The topics, and who covers them

# %%
hg.plot_tree(profiles)

# %% [markdown]
# ## How the network came about

# %%
hg.plot_timeline(graph, lang="de")

# %% [markdown]
# ## For a slide, for a dark room, for reading aloud

# %%
drawing = hg.plot_network(suggestions, size="slide")
drawing.to_dark().save("slide.png")
drawing.save("network.pdf")
print_out = drawing.to_text().splitlines()
print_out[:4]

# %% [markdown]
# ## Other tools
#
# A network opens in Gephi (.gexf), yEd and igraph (.graphml), Cytoscape (.cyjs), Graphviz (.dot)
# and Mermaid (.mmd); a table in a spreadsheet, in Markdown and in LaTeX.

# %%
network = hg.build_network(graph)
for suffix in ("graphml", "gexf", "cyjs", "dot", "mmd"):
    hg.export_network(network, f"network.{suffix}")

# %%
hg.export_table(suggestions, "suggestions.xlsx")
hg.export_table(suggestions, "suggestions.md")
Path("suggestions.md").read_text("utf-8").splitlines()[0][:60]

# %% [markdown]
# ## A page to click through
#
# One file, no server, no request to anywhere: search, filter, click, slide through the years.

# %%
path = hg.export_page(graph, "network.html")
path.stat().st_size < 400_000
