/* The interactive page. Markup and picture are there already; this adds what needs a program:
   search, filters, years, panel, languages, keyboard. Text is only ever set as textContent. */
(function () {
  "use strict";

  const LISTED = 60; // hubs listed in the panel at most
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  const data = JSON.parse(one("#data").textContent);
  const root = document.documentElement;
  const svg = one("#network");
  const nodes = all(".hub", svg);
  const groups = new Map(all(".ties", svg).map((group) => [group.dataset.kind, group]));
  const view = svg.getAttribute("viewBox").split(" ").map(Number);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const state = { lang: data.lang, day: data.day, topic: -1, search: "", chosen: -1, at: 0, box: view.slice() };
  const ties = collectTies();
  const tiesOf = collectNeighbours();
  const haystacks = data.hubs.map((hub) => fold(["", ...hub.names, ...hub.topics.flatMap(topicNames)].join("\n")));

  /* ---- texts ---- */

  function text(key, values = {}) {
    const found = data.texts[state.lang].page[key] || "";
    return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  function dayName(day) {
    return data.texts[state.lang].days[day];
  }

  /* Forgives case, accents, and ae for ä. Two readings, so that "ue" and "u" both find "ü". */
  function fold(words) {
    const low = words.toLowerCase().replace(/ß/g, "ss");
    const plain = low.normalize("NFD").replace(/\p{M}/gu, "");
    const long = low.replace(/[äöü]/g, (sign) => ({ ä: "ae", ö: "oe", ü: "ue" })[sign]);
    return [plain, long.normalize("NFD").replace(/\p{M}/gu, "")].map((each) => each.replace(/[\s–-]+/g, " "));
  }

  function translate() {
    root.lang = state.lang;
    document.title = text("document");
    all("[data-text]").forEach((item) => { item.textContent = text(item.dataset.text); });
    all("[data-label]").forEach((item) => { item.setAttribute("aria-label", text(item.dataset.label)); });
    all("[data-hint]").forEach((item) => { item.placeholder = text(item.dataset.hint); });
    all("[data-lang]").forEach((item) => { item.setAttribute("aria-pressed", String(item.dataset.lang === state.lang)); });
    all(".cards").forEach((item) => { item.hidden = item.lang !== state.lang; });
    nodes.forEach((node, i) => {
      node.setAttribute("aria-label", data.texts[state.lang].hubs[i]);
      node.setAttribute("href", `#hub-${i}-${state.lang}`);
    });
    fillTopics();
    nameTheme();
    open(state.chosen);
    update();
  }

  function topicName(topic) {
    return data.texts[state.lang].topics[topic];
  }

  function topicNames(topic) {
    return [...Object.values(data.texts).map((texts) => texts.topics[topic]), ...data.topics[topic]];
  }

  function fillTopics() {
    const used = new Set(data.hubs.flatMap((hub) => hub.topics));
    const sorted = [...used].sort((a, b) => topicName(a).localeCompare(topicName(b), state.lang));
    const options = [[-1, text("all_topics")], ...sorted.map((topic) => [topic, topicName(topic)])];
    one("#topic").replaceChildren(...options.map(([value, name]) => new Option(name, value)));
    one("#topic").value = String(state.topic);
  }

  /* ---- what is shown ---- */

  function collectTies() {
    const found = [];
    for (const [kind, group] of groups) {
      Array.from(group.children).forEach((item, n) => {
        const [a, b, counts] = data.ties[kind][n];
        found.push({ kind, item, a, b, counts });
      });
    }
    return found;
  }

  function collectNeighbours() {
    const found = nodes.map(() => []);
    ties.forEach((tie) => { found[tie.a].push(tie); found[tie.b].push(tie); });
    return found;
  }

  function isPresent(i) {
    return data.hubs[i].days.includes(state.day);
  }

  function checked(name) {
    return new Set(all(`input[name=${name}]:checked`).map((box) => box.value));
  }

  /* A word of one or two letters must begin a word: "KI" is not to find "Marketing". */
  function isFound(i, words) {
    return words.some((word, n) => haystacks[i][n].includes(word.length > 2 ? word : ` ${word}`.trimEnd()));
  }

  function findMatches() {
    const kinds = checked("kind");
    const words = fold(state.search.trim());
    return data.hubs.map((hub, i) => isPresent(i) && kinds.has(hub.kind)
      && (state.topic < 0 || hub.topics.includes(state.topic)) && isFound(i, words));
  }

  function isDrawn(tie) {
    return tie.counts[state.day] > 0 && state.kinds.has(tie.kind) && state.matches[tie.a] && state.matches[tie.b];
  }

  function update() {
    state.matches = findMatches();
    state.kinds = checked("tie");
    nodes.forEach((node, i) => {
      node.classList.toggle("away", !isPresent(i));
      node.classList.toggle("dim", isPresent(i) && !state.matches[i]);
    });
    groups.forEach((group, kind) => group.classList.toggle("off", !state.kinds.has(kind)));
    ties.forEach((tie) => tie.item.classList.toggle("away", !isDrawn(tie)));
    rove(state.matches[state.at] ? state.at : state.matches.indexOf(true));
    light(state.chosen);
    tell();
    list();
  }

  function tell() {
    const date = dayName(state.day);
    one("#date").textContent = date;
    one("#day").setAttribute("aria-valuetext", date);
    const other = state.day === data.day ? "" : text("stands", { day: dayName(data.day) });
    one("#state").textContent = `${text("state", { day: date })} ${other}`;
    const cut = Object.entries(data.limits).map(([kind, [n, most]]) =>
      text("limited", { n, all: most, kind: text(`${kind}_short`) }));
    one("#limits").textContent = cut.join(" ");
  }

  function list() {
    const found = findListed();
    const present = data.hubs.filter((_, i) => isPresent(i)).length;
    one("#count").textContent = found.length ? text("matching", { n: found.length, all: present }) : text("nothing_matches");
    one("#list").replaceChildren(...found.slice(0, LISTED).map(listItem));
    one("#more").textContent = found.length > LISTED ? text("more", { n: found.length - LISTED }) : "";
  }

  function findListed() {
    const names = data.texts[state.lang].hubs;
    const found = state.matches.flatMap((match, i) => (match ? [i] : []));
    return found.sort((a, b) => names[a].localeCompare(names[b], state.lang, { numeric: true }));
  }

  function listItem(i) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.hub = String(i);
    button.textContent = data.texts[state.lang].hubs[i];
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  /* ---- one hub ---- */

  function light(i) {
    const drawn = i < 0 ? [] : tiesOf[i].filter(isDrawn);
    svg.classList.toggle("lighting", i >= 0);
    all(".hub.lit", svg).forEach((node) => node.classList.remove("lit"));
    [i, ...drawn.flatMap((tie) => [tie.a, tie.b])].forEach((n) => nodes[n]?.classList.add("lit"));
    one(".lights").replaceChildren(...Array.from(groups, ([kind, group]) => {
      const copy = group.cloneNode(false);
      copy.append(...drawn.filter((tie) => tie.kind === kind).map((tie) => tie.item.cloneNode(true)));
      return copy;
    }));
  }

  function open(i) {
    state.chosen = i;
    all("article.open").forEach((card) => card.classList.remove("open"));
    nodes.forEach((node, n) => (n === i ? node.setAttribute("aria-current", "true") : node.removeAttribute("aria-current")));
    root.classList.toggle("chosen", i >= 0);
    one("#close").hidden = i < 0;
    one("#start").hidden = i >= 0;
    if (i >= 0) one(`#hub-${i}-${state.lang}`).classList.add("open");
  }

  function choose(i) {
    open(i);
    rove(i);
    light(i);
    one("#panel").scrollTop = 0;
    one(`#hub-${i}-${state.lang} h2`).focus();
  }

  function close() {
    const last = state.chosen;
    open(-1);
    light(-1);
    if (last >= 0) nodes[last].focus();
  }

  /* ---- keyboard: one stop in the tab order, arrows go to the nearest hub that way ---- */

  function rove(i) {
    nodes.forEach((node, n) => node.setAttribute("tabindex", n === i ? "0" : "-1"));
    state.at = i;
  }

  function nearest(from, [dx, dy]) {
    const [x, y] = data.hubs[from].at;
    let best = -1;
    let least = Infinity;
    data.hubs.forEach((hub, i) => {
      const along = (hub.at[0] - x) * dx + (hub.at[1] - y) * dy;
      const aside = Math.abs((hub.at[0] - x) * dy - (hub.at[1] - y) * dx);
      const cost = along + 2 * aside;
      if (state.matches[i] && i !== from && along > 0 && cost < least) [best, least] = [i, cost];
    });
    return best;
  }

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function pressInPicture(event) {
    if (event.key === " ") return act(event, () => choose(state.at));
    if (event.key === "+" || event.key === "-") return act(event, () => zoom(event.key === "+" ? 0.8 : 1.25));
    if (event.key === "0") return act(event, () => zoom(0));
    const to = WAYS[event.key] ? nearest(state.at, WAYS[event.key]) : -1;
    if (to >= 0) act(event, () => { rove(to); nodes[to].focus(); });
  }

  function pressInList(event) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const next = step && event.target.parentElement[step];
    if (next) act(event, () => one("button", next).focus());
  }

  function act(event, deed) {
    event.preventDefault();
    deed();
  }

  /* ---- zoom and pan: only the window onto the picture moves, never a hub ---- */

  function zoom(factor, [u, v] = [0.5, 0.5]) {
    const [x, y, width, height] = state.box;
    const scale = Math.min(Math.max(factor * width, view[2] / 12), view[2]) / width;
    look(factor ? [x + u * width * (1 - scale), y + v * height * (1 - scale), width * scale, height * scale] : view);
  }

  function look([x, y, width, height]) {
    const within = (value, most) => Math.min(Math.max(value, 0), most);
    state.box = [within(x, view[2] - width), within(y, view[3] - height), width, height];
    svg.setAttribute("viewBox", state.box.map((value) => value.toFixed(2)).join(" "));
  }

  function wheel(event) {
    if (!event.ctrlKey) return;
    const area = svg.getBoundingClientRect();
    const at = [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
    act(event, () => zoom(event.deltaY > 0 ? 1.15 : 0.87, at));
  }

  function drag(event) {
    if (event.buttons !== 1 || state.box[2] === view[2]) return;
    const [x, y, width, height] = state.box;
    const scale = width / svg.getBoundingClientRect().width;
    look([x - event.movementX * scale, y - event.movementY * scale, width, height]);
  }

  /* ---- appearance ---- */

  function isDark() {
    return (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  }

  function nameTheme() {
    one("#theme").textContent = text(isDark() ? "light" : "dark");
  }

  /* ---- wiring ---- */

  /* Links within the page are followed here: in the frame of a notebook they would lead out of it. */
  function follow(event) {
    const link = event.target.closest('a[href^="#"], button[data-hub]');
    if (!link) return;
    const target = link.getAttribute("href") || "";
    const hub = link.dataset.hub ?? (target.startsWith("#hub-") ? target.split("-")[1] : "");
    act(event, () => (hub ? choose(Number(hub)) : show(document.getElementById(target.slice(1)))));
  }

  function show(row) {
    row.tabIndex = -1;
    row.focus();
  }

  function hover(event) {
    const node = event.target.closest(".hub");
    light(node && !node.classList.contains("dim") ? nodes.indexOf(node) : state.chosen);
  }

  function wirePicture() {
    svg.addEventListener("pointerover", hover);
    svg.addEventListener("pointerleave", () => light(state.chosen));
    svg.addEventListener("focusin", hover);
    svg.addEventListener("focusout", () => light(state.chosen));
    svg.addEventListener("keydown", pressInPicture);
    svg.addEventListener("wheel", wheel, { passive: false });
    svg.addEventListener("pointermove", drag);
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    all("[data-zoom]").forEach((button) => button.addEventListener("click", () => zoom(Number(button.dataset.zoom))));
  }

  function wireFilters() {
    const form = one("#filters");
    form.addEventListener("submit", (event) => act(event, () => {
      const [first] = findListed();
      if (first !== undefined) choose(first);
    }));
    form.addEventListener("reset", reset);
    form.addEventListener("input", read);
    one(".legend").addEventListener("change", update);
  }

  function read() {
    state.search = one("#search").value;
    state.topic = Number(one("#topic").value);
    state.day = Number(one("#day").value);
    update();
  }

  function reset(event) {
    event.preventDefault();
    one("#search").value = "";
    one("#topic").value = "-1";
    one("#day").value = String(data.day);
    all(".legend input").forEach((box) => { box.checked = box.defaultChecked; });
    read();
  }

  function wirePage() {
    document.addEventListener("click", follow);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    one("#list").addEventListener("keydown", pressInList);
    one("#close").addEventListener("click", close);
    one("#theme").addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); });
    dark.addEventListener("change", nameTheme);
    all("[data-lang]").forEach((button) => button.addEventListener("click", () => { state.lang = button.dataset.lang; translate(); }));
  }

  one("#day").max = String(data.days.length - 1);
  one("#day").value = String(data.day);
  one("#years").hidden = data.days.length < 2;
  wirePicture();
  wireFilters();
  wirePage();
  translate();
  root.classList.add("script");
})();
