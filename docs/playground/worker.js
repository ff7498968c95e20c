// The reader: Python with the library, away from the page's own thread. Messages in: {id, ask}; out: {ready}, {id, told}, {failed}.

import { loadPyodide } from "./engine/pyodide.mjs";

const base = new URL(".", import.meta.url).href;

async function start() {
  const marks = [];
  const mark = (name) => marks.push(`${name} ${(performance.now() / 1000).toFixed(2)}`);
  // The engine and what Python needs come at once.
  const loading = loadPyodide({ indexURL: `${base}engine/` });
  const names = await (await fetch(`${base}library/index.json`)).json();
  const archives = names.map(async (name) => [name, await (await fetch(`${base}library/${name}`)).arrayBuffer()]);
  const engine = await loading;
  mark("engine");
  for (const [name, octets] of await Promise.all(archives)) {
    engine.unpackArchive(octets, name.endsWith(".whl") ? "wheel" : "zip");
  }
  mark("unpacked");
  const told = engine.pyimport("smsc_playground");
  mark("imported");
  const answer = (asked) => JSON.parse(told.answer(JSON.stringify(asked)));
  const catalogues = Object.fromEntries(["en", "ru"].map((language) => [language, answer({ ask: "catalogue", language })]));

  mark("catalogues");
  self.addEventListener("message", ({ data: { id, ask } }) => {
    const begun = performance.now();
    try {
      self.postMessage({ id, told: answer(ask), ms: performance.now() - begun });
    } catch (error) {
      self.postMessage({ id, failed: String(error) });
    }
  });
  self.postMessage({ ready: true, catalogues, marks });

  // Codecs are built when first asked for: now, a step at a time, so that whatever is pasted meanwhile waits for one step only.
  const step = told.warming();
  const next = () => {
    if (step()) setTimeout(next, 0);
    else self.postMessage({ warm: true });
  };
  setTimeout(next, 50);
}

start().catch((error) => self.postMessage({ ready: false, failed: String(error) }));
