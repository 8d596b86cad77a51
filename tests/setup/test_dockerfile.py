"""The Dockerfile without Docker: its install steps are run in a fresh folder, and what they made is started.

What needs an engine (the base image, `useradd`) is read only.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.lib.environment import CONSTRAINED, torch_requirement
from tests.setup import dockerfile
from tests.setup.programs import ROOT, settings
from tests.setup.test_serve import ANSWERS_AT, get

BUILD, FINAL = dockerfile.read(ROOT / "Dockerfile")


def local_torch_index(folder: Path) -> Path:
    """An index like PyTorch's, which has torch and not its dependencies: one wheel, the one that pip would take."""
    wheels = folder / "torch"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels)]
    subprocess.run([*command, torch_requirement(ROOT)], check=True)
    (wheel,) = wheels.iterdir()
    (wheels / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>', encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Image:
    """What the first stage made, and how to call it: the paths of the Dockerfile lie under `root`."""

    root: Path

    def path(self, text: str) -> str:
        """A command of the Dockerfile with its folders put under ours."""
        for folder in (BUILD.one("WORKDIR"), "/opt/convscope", "/data"):
            text = text.replace(folder, f"{self.root}{folder}")
        return text


@pytest.fixture
def image(tmp_path: Path) -> Image:
    made = Image(tmp_path / "image")
    source = Path(made.path(BUILD.one("WORKDIR")))
    source.mkdir(parents=True)
    files = dockerfile.context(ROOT)
    # In the base image it is called `python`.
    (made.root / "bin").mkdir()
    (made.root / "bin" / "python").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    environment = settings(
        PATH=os.pathsep.join([str(made.root / "bin"), os.environ["PATH"]]),
        TORCH_INDEX=local_torch_index(made.root / "index").as_uri(),
    )
    for instruction in BUILD.instructions:
        if instruction.word == "COPY":
            *names, target = instruction.rest.split()
            for name in names:
                chosen = [file for file in files if file == name or file.startswith(f"{name}/")]
                assert chosen, f".dockerignore leaves nothing of {name}"
                for file in chosen:
                    place = source / target / (file if target == "./" else Path(file).relative_to(name))
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(ROOT / file, place)
        elif instruction.word == "RUN":
            # A build that is repeated here may use pip's cache; an image has no use for one.
            command = made.path(instruction.rest).replace("--no-cache-dir ", "")
            done = subprocess.run(
                ["sh", "-c", command], cwd=source, env=environment, capture_output=True, encoding="utf-8", check=False
            )
            assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    # The second stage takes the venv alone.
    shutil.rmtree(source)
    return made


@pytest.fixture
def served(image: Image) -> Iterator[str]:
    command = [image.path(word) for word in json.loads(FINAL.one("CMD"))]
    changes = {name: image.path(value) for name, value in FINAL.settings().items()}
    changes |= {"CONVSCOPE_HOST": "127.0.0.1", "CONVSCOPE_PORT": "0"}
    with subprocess.Popen(
        command, cwd=image.root, env=settings(**changes), stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith(ANSWERS_AT), line
        yield line.removeprefix(ANSWERS_AT).strip()
        process.send_signal(signal.SIGINT)


@pytest.mark.timeout(300)
def test_the_console_script_serves_page_interface_and_vendor_files_and_its_health_is_told(
    image: Image, served: str
) -> None:
    assert not list(image.root.glob("src"))
    assert b'"status"' in get(f"{served}api/health")
    assert b"<html" in get(served)
    assert b"LitElement" in get(f"{served}static/vendor/lit.js")
    assert get(f"{served}static/vendor/photos/nagasaki-boats.jpg").startswith(b"\xff\xd8")
    _, _, command = FINAL.one("HEALTHCHECK").partition("CMD ")
    words = [image.path(word) for word in json.loads(command)]
    port = served.rstrip("/").rpartition(":")[2]
    assert subprocess.run(words, env=settings(CONVSCOPE_PORT=port), check=False).returncode == 0
    absent = subprocess.run(words, env=settings(CONVSCOPE_PORT="1"), stderr=subprocess.DEVNULL, check=False)
    assert absent.returncode != 0


def test_two_stages_on_a_slim_python_that_we_support() -> None:
    assert BUILD.base == FINAL.base
    assert BUILD.base.startswith("python:3.")
    assert BUILD.base.endswith("-slim")
    assert FINAL.all("COPY") == [f"--from={BUILD.name} /opt/convscope /opt/convscope"]


def test_torch_is_the_cpu_build_of_the_tested_version_unless_said_otherwise() -> None:
    assert BUILD.one("ARG").endswith("/whl/cpu")
    torch, program = BUILD.all("RUN")[1:]
    assert "--index-url ${TORCH_INDEX}" in torch
    words = shlex.split(program)
    assert words[:2] == [f"{name}={value}" for name, value in CONSTRAINED.items()]
    assert words[-1] == "."


def test_it_runs_without_rights_and_keeps_its_data_in_the_one_volume() -> None:
    user = FINAL.one("USER")
    create = FINAL.one("RUN")
    assert user != "root"
    assert f"useradd --system --uid 10001 {user}" in create
    assert FINAL.one("VOLUME") == FINAL.settings()["CONVSCOPE_DATA"]
    assert f"install -d -o {user} {FINAL.one('VOLUME')}" in create
    assert FINAL.one("EXPOSE") == FINAL.settings()["CONVSCOPE_PORT"]


def test_the_context_is_the_source_and_nothing_made() -> None:
    files = dockerfile.context(ROOT)
    assert "app/__init__.py" in files
    assert "static/i18n/ko.json" in files
    assert not [file for file in files if "static/vendor" in file or "__pycache__" in file or file.startswith("tests")]
