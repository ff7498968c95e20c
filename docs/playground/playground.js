// The controls of the page, and Python's results as tables. All input reaches the page as text (textContent), never as markup.

import { TEXTS } from "./texts.js";

const MAX_BYTES = 1 << 20;
// Milliseconds between the last key and decoding; pasted text is decoded at once.
const PAUSE = 60;
// Milliseconds before the page reports that it is decoding.
const PATIENCE = 400;
const $ = (id) => document.getElementById(id);
const main = document.querySelector("main");

let language = (navigator.language || "").toLowerCase().startsWith("ru") ? "ru" : "en";
let catalogues = null;
let samples = [];
let number = 0;
let busy = false;
let wanted = null;
let patience = 0;
let last = null;

// ---- the worker

// Started from a blob, the worker inherits this page's Content-Security-Policy; started from its own URL it would have none.
const policy = globalThis.trustedTypes?.createPolicy("playground", { createScriptURL: (address) => address });
const script = `import(${JSON.stringify(new URL("worker.js", import.meta.url).href)})`
  + ".catch((error) => postMessage({ready: false, failed: String(error)}))";
const blob = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
const worker = new Worker(policy ? policy.createScriptURL(blob) : blob, { type: "module" });

worker.addEventListener("message", ({ data }) => {
  if (data.warm) main.dataset.state = "warm";
  else if ("ready" in data) data.ready ? ready(data) : failed("failed", data.failed);
  else answered(data);
});
worker.addEventListener("error", (event) => failed("failed", event.message));

function ready(found) {
  catalogues = found.catalogues;
  main.dataset.marks = found.marks.join(", ");
  main.dataset.state = "ready";
  lists();
  ask();
}

function failed(which, why) {
  main.dataset.state = "failed";
  status(text(which) + (why ? ` (${why})` : ""));
}

function ask() {
  if (!catalogues) return;
  const pasted = $("text").value;
  if (pasted.length > MAX_BYTES || new Blob([pasted]).size > MAX_BYTES) {
    wanted = null;
    show({ sure: "unknown", why: text("long"), things: [], choices: [] });
    return;
  }
  wanted = { id: ++number, ask: { text: pasted.isWellFormed?.() === false ? pasted.toWellFormed() : pasted, language, ...options() } };
  send();
}

// One query at a time: the latest text is sent when the worker is free.
function send() {
  if (busy || !wanted) return;
  busy = true;
  patience = setTimeout(() => status(text("reading")), PATIENCE);
  worker.postMessage(wanted);
  wanted = null;
}

function answered({ id, result, failed: why, ms }) {
  busy = false;
  clearTimeout(patience);
  if (id === number) {
    if (why) status(text("broken") + why);
    else show(result, ms);
    main.dataset.answered = id;
  }
  send();
}

// The user's choices, for Python's Query.
function options() {
  const kind = $("kind").value;
  const chosen = { kind, secret: $("secret").value, charset: $("charset").value };
  if (kind !== "reply") return chosen;
  return { ...chosen, reply: $("reply").value, fmt: Number($("fmt").value), level: Number($("level").value), variant: $("variant").value };
}

// ---- words

function text(key) {
  return TEXTS[language][key];
}

function speak() {
  const named = location.hash.slice(1);
  if (Object.hasOwn(TEXTS, named)) language = named;
  document.documentElement.lang = language;
  document.title = text("title");
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = text(one.dataset.text);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", text(one.dataset.label));
  for (const one of document.querySelectorAll("nav a")) {
    if (one.lang === language) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  if (main.dataset.state && main.dataset.state !== "failed") status("");
  buttons();
  if (catalogues) {
    lists();
    ask();
  }
}

function status(words) {
  delete $("status").dataset.text;
  $("status").textContent = words;
}

// ---- controls

function buttons() {
  $("samples").replaceChildren(...samples.map((sample) => {
    const button = el("button", { type: "button" }, sample[language]);
    button.dataset.sample = sample.name;
    button.addEventListener("click", () => take(sample));
    return button;
  }));
}

function take(sample) {
  $("text").value = sample.text;
  $("secret").value = sample.secret || "";
  $("charset").value = "";
  choose(sample.ask || { kind: "" });
  ask();
}

// Sets the lists; a detected kind leaves the other lists as they are.
function choose(asked) {
  $("kind").value = asked.kind;
  if (asked.kind === "reply") {
    $("reply").value = asked.reply;
    formats();
    $("fmt").value = asked.fmt;
    levels();
    $("level").value = asked.level;
    variants();
    $("variant").value = asked.variant || "";
  }
  apparent();
}

function lists() {
  const { kinds, replies } = catalogues[language];
  refill("kind", [["", text("auto")], ...kinds.map(({ name, title }) => [name, title])], "");
  const before = $("reply").value || "status";
  const pages = new Map();
  for (const one of replies) pages.set(one.page, [...(pages.get(one.page) || []), one]);
  $("reply").replaceChildren(...[...pages].map(([page, listed]) => el("optgroup", { label: `${page}.php` },
    ...listed.map(({ name, title }) => el("option", { value: name }, `${name} — ${title}`)))));
  $("reply").value = before;
  formats();
  levels();
  variants();
  apparent();
}

// A list keeps its selection if the new options contain it.
function refill(id, options, otherwise) {
  const before = $(id).value;
  $(id).replaceChildren(...options.map(([value, shown]) => el("option", { value }, shown)));
  $(id).value = options.some(([value]) => String(value) === before) ? before : otherwise;
}

function current() {
  return catalogues[language].replies.find(({ name }) => name === $("reply").value);
}

function formats() {
  const fmts = Object.keys(current().levels);
  refill("fmt", fmts.map((fmt) => [fmt, catalogues[language].formats[fmt]]), fmts.at(-1));
}

function levels() {
  const found = current().levels[$("fmt").value];
  refill("level", found.map((level) => [level, level]), found[0]);
  $("level-name").textContent = current().level;
}

function variants() {
  const fits = current().variants.filter(({ fmts, levels: of }) => fmts.includes(Number($("fmt").value)) && of.includes(Number($("level").value)));
  refill("variant", [["", text("plain")], ...fits.map(({ name, argument }) => [name, argument])], "");
}

function apparent() {
  const kind = $("kind").value;
  const secret = kind === "callback" || Boolean(last?.things.some((thing) => thing.verdict));
  for (const one of document.querySelectorAll("[data-of]")) one.hidden = one.dataset.of === "reply" ? kind !== "reply" : !secret;
  if (kind === "reply") {
    $("level").parentElement.hidden = !current().level;
    $("variant").parentElement.hidden = $("variant").options.length < 2;
  }
}

// ---- results

// An element with attributes and children. Strings become text nodes, never markup.
function el(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value);
  made.append(...inside.filter((one) => one !== undefined && one !== ""));
  return made;
}

function show(result, ms) {
  last = result;
  const first = result.things[0];
  const head = first && !first.line ? [first.title, first.headline].filter(Boolean).join(": ") : "";
  status("");
  // Screen readers announce the heading here; it is visible below.
  $("status").append(result.sure && el("span", { class: `sure ${result.sure}` }, text(result.sure)), " ", head && el("span", { class: "aloud" }, `${head}. `), result.why);
  const lines = result.things.some((thing) => thing.line);
  $("answer").replaceChildren(...result.things.map((thing, index) => (lines ? folded(thing, index === 0) : article(thing))));
  if (result.more) $("answer").append(el("p", { class: "note" }, result.more));
  if (result.choices.length) $("answer").append(choices(result.choices));
  $("took").textContent = ms === undefined ? "" : text("took").replace("{ms}", ms < 10 ? ms.toFixed(1) : ms.toFixed(0));
  apparent();
}

function folded(thing, open) {
  const heading = [thing.title, thing.headline].filter(Boolean).join(" — ");
  const summary = el("summary", {}, el("span", { class: "line" }, thing.line), el("span", { class: `title${thing.error ? " bad" : ""}` }, heading), el("time", {}, thing.log_time || ""));
  const made = el("details", { class: "finding", ...(open ? { open: "" } : {}) }, summary, ...contents(thing));
  if (thing.alone) {
    const button = el("button", { type: "button" }, text("alone"));
    button.addEventListener("click", () => {
      $("text").value = thing.alone;
      choose({ kind: "" });
      ask();
      $("text").focus();
    });
    made.append(button);
  }
  return made;
}

function article(thing) {
  const head = el("h3", {}, thing.title || "", thing.headline ? " — " : "", thing.headline ? el("span", { class: "headline" }, thing.headline) : "");
  return el("article", {}, head, ...contents(thing));
}

function contents(thing) {
  const found = [];
  if (thing.what) found.push(el("p", { class: "what" }, el("code", {}, thing.what)));
  if (thing.verdict) found.push(verdict(thing.verdict));
  if (thing.error) found.push(el("pre", { class: "error", tabindex: "0" }, thing.error));
  for (const one of thing.tables || []) found.push(table(one));
  if (thing.more) found.push(el("p", { class: "note" }, thing.more));
  if (thing.forms) found.push(forms(thing.forms));
  return found;
}

function verdict({ state, title, why, algorithm }) {
  return el("div", { class: `verdict ${state}` }, el("strong", {}, title), algorithm ? el("span", {}, algorithm) : "", why ? el("p", {}, why) : "");
}

function table({ title, rows }) {
  if (!rows.length) return "";
  // Explicit roles: on narrow screens the style sheet changes `display`, and browsers then drop the table semantics.
  const valued = rows.some(({ value }) => value);
  const head = el("tr", { role: "row" }, ...["field", ...(valued ? ["value"] : []), "meaning"].map((key) => el("th", { scope: "col", role: "columnheader" }, text(key))));
  const body = el("tbody", { role: "rowgroup" }, ...rows.flatMap((row) => lined(row, 0, valued)));
  return el("table", { role: "table" }, el("caption", {}, title), el("thead", { role: "rowgroup" }, head), body);
}

function lined(row, depth, valued) {
  const meaning = el("td", { role: "cell" }, row.meaning ? el("span", { class: "meaning" }, row.meaning) : "", row.meaning && row.note ? " " : "", row.note ? el("span", { class: "about" }, row.note) : "");
  const made = [el("tr", { role: "row", class: depth ? "part" : undefined }, el("th", { scope: "row", role: "rowheader" }, row.field), valued ? el("td", { class: "value", role: "cell" }, row.value) : "", meaning)];
  for (const part of row.parts || []) made.push(...lined(part, depth + 1, valued));
  for (const item of row.items || []) {
    for (const part of item) made.push(...lined(part, depth + 1, valued));
  }
  return made;
}

let tabs = 0;

// One format is shown at a time, selected by radio buttons, which are keyboard accessible.
function forms(found) {
  const name = `form-${++tabs}`;
  const shown = el("div", { class: "form" });
  const select = (form) => shown.replaceChildren(
    form.text === undefined ? el("p", { class: "refused" }, text("refused") + form.refused) : el("pre", { tabindex: "0" }, form.text),
    form.left_out ? el("p", { class: "note" }, form.left_out) : "",
  );
  const begin = found.find(({ own, text: encoded }) => !own && encoded !== undefined) || found[0];
  const pills = found.map((form) => {
    const radio = el("input", { type: "radio", name, ...(form === begin ? { checked: "" } : {}) });
    radio.addEventListener("change", () => select(form));
    return el("label", {}, radio, el("span", {}, form.title, form.own && found.length > 1 ? ` (${text("own")})` : ""));
  });
  select(begin);
  return el("fieldset", { class: "forms" }, el("legend", {}, text("forms")), el("div", { class: "pills" }, ...pills), shown);
}

function choices(found) {
  const listed = found.map(({ title, what, headline, ask: query }) => {
    const button = el("button", { type: "button" }, el("strong", {}, title), headline ? `: ${headline}` : "", what ? el("code", {}, what) : "");
    button.addEventListener("click", () => {
      choose(query);
      ask();
      $("kind").focus();
    });
    return el("li", {}, button);
  });
  return el("nav", { class: "choices", "aria-label": text("choices") }, el("ul", {}, ...listed));
}

// ---- start

let pause = 0;
for (const id of ["text", "secret"]) {
  $(id).addEventListener("input", (event) => {
    clearTimeout(pause);
    if (event.inputType === "insertFromPaste") ask();
    else pause = setTimeout(ask, PAUSE);
  });
}
for (const [id, after] of [["kind", []], ["reply", [formats, levels, variants]], ["fmt", [levels, variants]], ["level", [variants]], ["variant", []], ["charset", []]]) {
  $(id).addEventListener("change", () => {
    for (const one of after) one();
    apparent();
    ask();
  });
}
addEventListener("hashchange", speak);
speak();
samples = await (await fetch("samples.json")).json();
buttons();
