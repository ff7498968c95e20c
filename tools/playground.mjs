// Compiles the playground's Python: node tools/playground.mjs BUILT. Used by tools/playground.py.
//
// The engine's standard library and the modules that the page uses are compiled by the very Python that will run them: otherwise every
// reader's browser would do that before the first result, the half of all that it does until then. What is compiled says that it needs
// no check against its source.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const built = resolve(process.argv[2]);
const { loadPyodide } = await import(join(built, "engine", "pyodide.mjs"));
const engine = await loadPyodide({ indexURL: `${join(built, "engine")}/` });
for (const name of readdirSync(join(built, "library"))) {
  engine.unpackArchive(new Uint8Array(readFileSync(join(built, "library", name))).buffer, name.endsWith(".whl") ? "wheel" : "zip");
}
engine.runPython(`
import importlib.util, marshal, os, py_compile, sys, zipfile
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

# A header that says: unchecked, by hash (PEP 552).
header = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
standard = next(path for path in sys.path if path.endswith(".zip"))
with zipfile.ZipFile(standard) as sources, zipfile.ZipFile("/tmp/standard.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name in sorted(sources.namelist()):
        octets = sources.read(name)
        if name.endswith(".py"):
            octets = header + marshal.dumps(compile(octets, f"{standard}/{name}", "exec", dont_inherit=True))
            name += "c"
        archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), octets, zipfile.ZIP_DEFLATED)
`);
writeFileSync(join(built, "library", "compiled.zip"), engine.FS.readFile("/tmp/compiled.zip"));
writeFileSync(join(built, "engine", "python_stdlib.zip"), engine.FS.readFile("/tmp/standard.zip"));
