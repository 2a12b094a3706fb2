// What cytoscape.js and Mermaid read in a file, as JSON: node read_networks.cjs TOOL FILE
const fs = require("node:fs");
const { pathToFileURL } = require("node:url");
const [tool, path] = process.argv.slice(2);

async function readMermaid(text) {
  const { JSDOM } = require("jsdom");
  global.window = new JSDOM("").window;
  global.document = global.window.document;
  const { default: mermaid } = await import(pathToFileURL(require.resolve("mermaid")));
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  return {
    nodes: [...db.getVertices().values()].map((node) => [node.id, node.text, node.type, node.classes]),
    edges: db.getEdges().map((edge) => [edge.start, edge.end, edge.text, edge.type]),
  };
}

function readCytoscape(text) {
  const network = require("cytoscape")({ headless: true, styleEnabled: true, ...JSON.parse(text) });
  return {
    nodes: network.nodes().map((node) => [node.data(), node.position(), node.style("background-color")]),
    edges: network.edges().map((edge) => edge.data()),
  };
}

(async () => {
  const text = fs.readFileSync(path, "utf8");
  const found = await (tool === "mermaid" ? readMermaid(text) : readCytoscape(text));
  fs.writeSync(1, JSON.stringify(found));
  process.exit(0); // cytoscape.js would go on animating
})();
