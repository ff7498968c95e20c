// Compiles the playground's Python: node tools/playground.mjs BUILT. Used by tools/playground.py.
//
// Compiles the standard library and the modules that the page uses with the Python that will run them. Otherwise every browser would
// compile them at every start, which is half of the time to the first result. The compiled files are marked as unchecked (PEP 552).

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
        compiled = py_compile.compile(source, dfile=source, doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        with open(compiled, "rb") as file:
            archive.writestr(zipfile.ZipInfo(os.path.relpath(compiled, here), (1980, 1, 1, 0, 0, 0)), file.read(), zipfile.ZIP_DEFLATED)

# The header of an unchecked hash-based .pyc file (PEP 552).
header = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
standard = next(path for path in sys.path if path.endswith(".zip"))
with zipfile.ZipFile(standard) as sources, zipfile.ZipFile("/tmp/standard.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name in sorted(sources.namelist()):
        data = sources.read(name)
        if name.endswith(".py"):
            data = header + marshal.dumps(compile(data, f"{standard}/{name}", "exec", dont_inherit=True))
            name += "c"
        archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
`);
writeFileSync(join(built, "library", "compiled.zip"), engine.FS.readFile("/tmp/compiled.zip"));
writeFileSync(join(built, "engine", "python_stdlib.zip"), engine.FS.readFile("/tmp/standard.zip"));
