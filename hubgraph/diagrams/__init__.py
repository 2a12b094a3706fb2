"""Pictures of networks: where each node goes, how it looks, and a `Drawing` that shows and saves.

`build_layout` decides positions, `encoding` turns values into colours, shapes and widths,
`edges` and `labels` do the geometry, `captions` finds the words, and
`network_diagram` puts them together as a `scene` of plain data in points. `matrix_diagram`,
`hub_diagram` and `tree_diagram` do so with `topic_facts` from profiles. Only `drawing` knows
Matplotlib; it turns a scene into SVG, PDF or PNG, the same bytes every time.
"""
