// Python with the library, in a worker. Messages in: {id, ask}; out: {ready}, {id, result}, {failed}.

import { loadPyodide } from "./engine/pyodide.mjs";

const base = new URL(".", import.meta.url).href;

async function start() {
  const marks = [];
  const mark = (name) => marks.push(`${name} ${(performance.now() / 1000).toFixed(2)}`);
  // The engine and the library are fetched in parallel.
  const loading = loadPyodide({ indexURL: `${base}engine/` });
  const names = await (await fetch(`${base}library/index.json`)).json();
  const archives = names.map(async (name) => [name, await (await fetch(`${base}library/${name}`)).arrayBuffer()]);
  const engine = await loading;
  mark("engine");
  for (const [name, data] of await Promise.all(archives)) {
    engine.unpackArchive(data, name.endsWith(".whl") ? "wheel" : "zip");
  }
  mark("unpacked");
  const playground = engine.pyimport("smsc_playground");
  mark("imported");
  const answer = (query) => JSON.parse(playground.answer(JSON.stringify(query)));
  const catalogues = Object.fromEntries(["en", "ru"].map((language) => [language, answer({ ask: "catalogue", language })]));

  mark("catalogues");
  self.addEventListener("message", ({ data: { id, ask } }) => {
    const begun = performance.now();
    try {
      self.postMessage({ id, result: answer(ask), ms: performance.now() - begun });
    } catch (error) {
      self.postMessage({ id, failed: String(error) });
    }
  });
  self.postMessage({ ready: true, catalogues, marks });

  // Build the codecs now, one per step, so that a query in between waits for one step only.
  const step = playground.warming();
  const next = () => {
    if (step()) setTimeout(next, 0);
    else self.postMessage({ warm: true });
  };
  setTimeout(next, 50);
}

start().catch((error) => self.postMessage({ ready: false, failed: String(error) }));
