"""The program as a person starts and stops it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app import __version__
from app.__main__ import main
from app.main import SettingError, choose_device
from app.server import address
from app.settings import Settings
from tests.serving import ROOT
from tests.web.running import Server


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.alone
def test_it_says_its_address_once_it_answers_and_ctrl_c_ends_it_within_a_second(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "CONVSCOPE_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        url = process.stdout.readline().removeprefix("ConvScope: ").strip()
        with urllib.request.urlopen(f"{url}api/health") as answer:
            assert json.load(answer)["version"] == __version__
        # A connection that is kept open, with half a request on it, must not hold the server up.
        with socket.create_connection(("127.0.0.1", int(url.rstrip("/").rpartition(":")[2]))) as idle:
            idle.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            time.sleep(0.2)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert process.wait(5) == 0
            assert time.monotonic() - began < 1
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/api/images", {"Content-Type": "multipart/form-data; boundary=x"}, 413, "body_too_large"),
        ("/api/layers/apply", {"Content-Type": "text/plain"}, 413, "body_too_large"),
        ("/api/layers/apply", {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403, "cross_site"),
        ("/api/nowhere", {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}, 404, "not_found"),
    ],
)
def test_who_sends_too_much_still_gets_the_answer(
    path: str, headers: dict[str, str], status: int, code: str, server: Server
) -> None:
    pieces = [b"\0" * 1024 * 1024] * 12
    chunked = "Transfer-Encoding" in headers
    request = urllib.request.Request(f"{server.http.base_url}{path}", pieces if chunked else b"".join(pieces), headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # says `Connection: close`, so that the server closes after its answer
    with caught.value as answer:
        assert (answer.status, json.load(answer)["code"]) == (status, code)


def test_a_large_answer_arrives_whole(server: Server) -> None:
    body = {"input": {"image": "boats", "size": [1024, 1024]}, "layer": {"kind": "relu"}}
    request = urllib.request.Request(
        f"{server.http.base_url}/api/layers/apply", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        data = answer.read()
    length = int.from_bytes(data[:8], "little")
    ends = [entry["data_offsets"][1] for name, entry in json.loads(data[8 : 8 + length]).items() if name[0] != "_"]
    assert max(ends) == len(data) - 8 - length == 2 * 3 * 1024 * 1024 * 4


def test_a_device_that_is_not_there_is_named_and_ends_it(tmp_path: Path) -> None:
    ended = run("--port", "0", CONVSCOPE_DEVICE="tpu9", CONVSCOPE_DATA=str(tmp_path))
    assert ended.returncode == 2
    assert "tpu9" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("device", ["tpu9", "cuda:77", "meta"])
def test_what_torch_has_not_or_cannot_answer_from_is_no_device(device: str) -> None:
    with pytest.raises(SettingError, match=device):
        choose_device(device)


def test_a_data_folder_that_cannot_be_is_named_and_ends_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = run("--port", "0", CONVSCOPE_DATA=str(tmp_path / "file"))
    assert ended.returncode == 2
    assert str(tmp_path / "file") in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONVSCOPE_DATA", raising=False)
    usual = Settings()
    for name in ("DATA", "PORT", "STORE_MB", "DEVICE"):
        monkeypatch.setenv(f"CONVSCOPE_{name}", "")
    assert Settings() == usual


def test_a_taken_port_ends_it_with_a_message(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = run("--port", str(taken.getsockname()[1]), CONVSCOPE_DATA=str(tmp_path))
    assert ended.returncode != 0
    assert "address already in use" in ended.stderr.lower()
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "70000"), ("MAX_MACS", "-1"), ("STORE_MB", "0")]
)
def test_a_wrong_setting_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"CONVSCOPE_{name}", value)
    assert main([]) == 2
    assert f"CONVSCOPE_{name}" in capsys.readouterr().err


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:80/"), ("0.0.0.0", "http://localhost:80/"), ("::1", "http://[::1]:80/")],
)
def test_the_address_can_be_opened(host: str, url: str) -> None:
    assert address(host, 80) == url


def test_ctrl_c_while_torch_is_being_imported_is_quiet(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "CONVSCOPE_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        memory = Path(f"/proc/{process.pid}/maps")
        while "libtorch" not in memory.read_text(encoding="utf-8"):
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=10)
    finally:
        process.kill()
    assert said == ""
