// Language switch that is remembered, search, and what is folded opens when one is led there.
"use strict";
{
  const byId = (id) => document.getElementById(id);
  const fold = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/ß/g, "ss").toLowerCase();

  // A browser may forbid storage for a page opened from disk; then nothing is remembered.
  const remember = (value) => { try { localStorage.setItem("hubgraph-language", value); } catch { /* fine */ } };
  const remembered = () => { try { return localStorage.getItem("hubgraph-language"); } catch { return null; } };

  const radios = [...document.querySelectorAll("input[name=language]")];
  const speak = (language) => {
    document.documentElement.dataset.language = language;
    document.documentElement.lang = language === "de" ? "de" : "en";
    for (const radio of radios) radio.checked = radio.value === language;
  };
  const wanted = remembered();
  const native = navigator.language.startsWith("de") ? "de" : "en";
  speak(radios.some((radio) => radio.value === wanted) ? wanted : native);
  // The other language is shorter or longer: what was read stays where it was.
  const change = (language) => {
    const read = document.elementFromPoint(innerWidth / 2, innerHeight / 4)?.closest("[id]");
    const before = read?.getBoundingClientRect().top;
    speak(language);
    if (read) scrollBy(0, read.getBoundingClientRect().top - before);
    remember(language);
  };
  for (const radio of radios) radio.addEventListener("change", () => change(radio.value));

  const reveal = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    const own = target.querySelector(":scope > details");
    if (own && !own.classList.contains("code")) own.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  const buttons = document.querySelector(".buttons");
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const part of document.querySelectorAll(".tree details")) part.open = button.dataset.open === "true";
  });
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll(".tree details")) part.open = true;
  });

  const entries = [...document.querySelectorAll("[data-find]")].map((place) => ({
    place,
    words: place.dataset.find.split(/[|,]/).map((word) => fold(word.trim())),
  }));
  const rank = (words, asked) => Math.min(...words.map((word) => {
    const at = word.indexOf(asked);
    if (at < 0) return Infinity;
    return word === asked ? 0 : at === 0 ? 1 : /\W/.test(word[at - 1]) ? 2 : 3;
  }));
  const find = (asked) => entries
    .map((entry) => ({ ...entry, rank: rank(entry.words, asked) }))
    .filter((entry) => entry.rank < Infinity)
    .sort((one, other) => one.rank - other.rank);

  const form = document.querySelector(".search");
  const box = byId("search-box");
  const results = byId("search-results");
  const shown = 12;
  form.hidden = false;

  const item = ({ place }) => {
    const link = document.createElement("a");
    link.href = `#${place.id}`;
    const name = place.querySelector(".name") ?? place.querySelector(".number");
    for (const node of name.childNodes) link.append(node.cloneNode(true));
    const kind = document.createElement("small");
    for (const node of place.closest("section").querySelector("h2").childNodes) kind.append(node.cloneNode(true));
    link.append(" ", kind);
    const line = document.createElement("li");
    line.append(link);
    return line;
  };
  const show = () => {
    const asked = fold(box.value.trim());
    const found = asked ? find(asked) : [];
    results.hidden = !asked;
    results.querySelector("span").textContent = found.length;
    results.querySelector("ul").replaceChildren(...found.slice(0, shown).map(item));
  };
  const close = () => { box.value = ""; show(); };
  box.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = results.querySelector("a");
    if (first) first.click();
  });
  results.addEventListener("click", (event) => { if (event.target.closest("a")) close(); });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); box.focus(); } });
}
