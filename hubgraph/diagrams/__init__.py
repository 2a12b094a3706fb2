"""Pictures of networks: where each node goes, how it looks, and a `Drawing` that shows and saves.

`build_layout` decides positions, `encoding` turns values into colours, shapes and widths,
`edges` and `labels` do the geometry, `captions` finds the words, and
`network_diagram` puts them together as a `scene` of plain data in points, as the other modules
in `…_diagram` do. Only `drawing` knows Matplotlib; it turns a scene into SVG, PDF or PNG, the
same bytes every time.

`page` is the interactive page: `page_content` asks for what it tells, `page_picture` and
`page_cards` write it as markup, `page.js` adds what needs a program, and `markup` escapes.
`export` writes networks for other tools.
"""
