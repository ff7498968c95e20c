// Compiles the playground's Python: node tests/house/playground.mjs BUILT. Used by tests/house/playground.py.
//
// The modules that it uses, compiled by the very Python that will run them, are put beside their sources: otherwise every reader's
// browser would do that before the first result. They say that they need no check against the sources.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const built = resolve(process.argv[2]);
const { loadPyodide } = await import(join(built, "engine", "pyodide.mjs"));
const engine = await loadPyodide({ indexURL: `${join(built, "engine")}/` });
for (const name of readdirSync(join(built, "library"))) {
  engine.unpackArchive(new Uint8Array(readFileSync(join(built, "library", name))).buffer, name.endsWith(".whl") ? "wheel" : "zip");
}
engine.runPython(`
import os, py_compile, sys, zipfile
import smsc_playground

step = smsc_playground.warming()
while step():
    pass
here = os.getcwd()
used = sorted(module.__file__ for module in sys.modules.values() if str(getattr(module, "__file__", "")).startswith(here + "/"))
with zipfile.ZipFile("/tmp/compiled.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for source in used:
        made = py_compile.compile(source, dfile=source, doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        with open(made, "rb") as octets:
            archive.writestr(zipfile.ZipInfo(os.path.relpath(made, here), (1980, 1, 1, 0, 0, 0)), octets.read(), zipfile.ZIP_DEFLATED)
`);
writeFileSync(join(built, "library", "compiled.zip"), engine.FS.readFile("/tmp/compiled.zip"));
