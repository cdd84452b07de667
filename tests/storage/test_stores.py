"""Folders in a store: mirrored, sent wholly or not at all, and every failure said in one line.

Each rule is tried on fsspec's own memory, on a real FTP server (whose files can be cut off in the
middle) and, where s3fs and moto are installed, on a real S3 server; both listen on loopback only.
"""

import json
import os
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from analysis.errors import DataError
from analysis.storage import stores, workplace
from analysis.storage.stores import PARCEL, Mirror, as_local, below, is_remote, masked, names, pull, push

fsspec = pytest.importorskip("fsspec", reason="fsspec ist nicht installiert")
MemoryFileSystem = pytest.importorskip("fsspec.implementations.memory").MemoryFileSystem

OLD = {"figures.csv": "alt", "charts/status.svg": "<svg>alt</svg>", "weg.txt": "weg", "manifest.json": '{"old": 1}'}
NEW = {
    "figures.csv": "neu, länger",
    "charts/status.svg": "<svg>neu</svg>",
    "neu.txt": "",
    "manifest.json": '{"new": 22}',
}
# Names that Windows does not know.
UNUSUAL = {} if os.name == "nt" else {"a*.txt": "Muster", "wie?.txt": "Muster"}


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    pytest.importorskip("s3fs", reason="s3fs ist nicht installiert")
    server = pytest.importorskip("moto.server", reason="moto[server] ist nicht installiert")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    with pytest.MonkeyPatch.context() as environment:
        host, port = running.get_host_and_port()
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_ACCESS_KEY_ID", "amt")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "geheim")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield "s3://"
    running.stop()


@pytest.fixture(params=["memory", "ftp", "s3"])
def address(request) -> str:
    """The address of an empty folder in a store."""
    folder = f"ablage-{uuid4().hex[:12]}"
    if request.param == "memory":
        return f"memory://{folder}/Daten & Ausgaben? 50%"
    server = request.getfixturevalue(f"{request.param}_server")
    if request.param == "ftp":
        return f"{server}/{folder}/Daten & Ausgaben? 50%"
    fsspec.filesystem("s3").mkdir(folder)
    return f"s3://{folder}/Daten & Ausgaben? 50%"


def fill(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def empty(tmp_path: Path) -> Path:
    return tmp_path / uuid4().hex


def stored(address: str, tmp_path: Path) -> dict[str, str]:
    """What whoever pulls an address finds there."""
    return content(pull(address, empty(tmp_path)).folder)


def in_work(address: str, tmp_path: Path, files: dict[str, str]) -> Mirror:
    """A mirror in whose folder lie just these files."""
    mirror = pull(address, empty(tmp_path))
    for path in content(mirror.folder).keys() - files.keys():
        (mirror.folder / path).unlink()
    fill(mirror.folder, files)
    return mirror


def send(address: str, tmp_path: Path, files: dict[str, str]) -> list[str]:
    return push(in_work(address, tmp_path, files), last=["manifest.json"])


class PowerCut(BaseException):
    """Nothing of the program runs after it."""


class Failing:
    """A store's driver that is cut off at one step (a transfer or removal, from 0): before it, or in its middle."""

    def __init__(self, store: Any, step: int, *, torn: bool) -> None:
        self.store, self.left, self.torn = store, step, torn

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def put(self, sources: list[str], targets: list[str]) -> None:
        for source, target in zip(sources, targets, strict=True):
            self.put_file(source, target)

    def put_file(self, source: str, target: str, **options: Any) -> None:
        whole = Path(source).read_bytes()
        self.begin(lambda: self.store.pipe_file(target, whole[: len(whole) // 2]))
        self.store.put_file(source, target, **options)

    def rm_file(self, path: str) -> None:
        self.begin(lambda: self.store.rm_file(path))
        self.store.rm_file(path)

    def begin(self, halve: Callable[[], object]) -> None:
        self.left -= 1
        if self.left < 0:
            if self.torn:
                halve()
            raise PowerCut


@contextmanager
def power_cut(address: str, step: int, *, torn: bool = False) -> Iterator[list[int]]:
    """Within it the power is cut at a step; yields a list that tells the step, where there was one so late."""
    store, root = stores._opened(address)
    failing, happened = Failing(store, step, torn=torn), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "_opened", lambda _: (failing, root))
        try:
            yield happened
        except PowerCut:
            happened.append(step)


def lies_on(address: str) -> list[str]:
    store, root = stores._opened(address)
    return sorted(stores._listing(store, root, address))


@pytest.mark.parametrize(
    ("place", "remote"),
    [
        ("data", False),
        ("/srv/data", False),
        ("C:\\Ablage\\data", False),
        ("C:/Ablage/data", False),
        ("C://Ablage", False),
        ("\\\\server\\freigabe", False),
        ("//server/freigabe", False),
        ("Ordner mit :: und //", False),
        ("file:///srv/data", False),
        ("local:///srv/data", False),
        ("FILE:///srv/data", False),
        (Path("data"), False),
        ("s3://bucket/data", True),
        ("abfs://container@konto.dfs.core.windows.net/data", True),
        ("memory://data", True),
        ("simplecache::s3://bucket/data", True),
    ],
)
def test_only_the_address_of_a_store_is_remote(place, remote):
    assert is_remote(place) is remote


def test_a_local_address_is_the_path_that_it_means(tmp_path):
    folder = tmp_path / "Übersicht #1 50% a?b"
    path = folder.as_posix().lstrip("/")
    assert as_local(f"file:///{path}") == folder
    assert as_local(f"local:///{path}") == folder
    assert as_local(str(folder)) == folder
    assert as_local("data") == Path("data")
    assert as_local("s3://bucket/data") == "s3://bucket/data"


def test_what_is_sent_is_what_the_next_one_pulls(address, tmp_path):
    files = {"Übersicht 50% #1 [1].csv": "ü", "tief/in/Ordnern/leer.txt": "", "a&b+c=d;e,f'g": "", **UNUSUAL}
    assert send(address, tmp_path, files) == sorted(files)
    assert stored(address, tmp_path) == files


def test_working_files_are_neither_sent_nor_pulled(address, tmp_path):
    working = {".lock": "x", ".neu-2025/plan.json": "{}", "2025/.run-1/a.csv": "x", "2025/~$tabelle.xlsx": "x"}
    assert send(address, tmp_path, {"2025/a.csv": "a", **working}) == ["2025/a.csv"]
    store, root = stores._opened(address)
    store.pipe_file(f"{root}/.DS_Store", b"x")
    assert stored(address, tmp_path) == {"2025/a.csv": "a"}
    send(address, tmp_path, {"2025/a.csv": "neu"})
    assert lies_on(address) == [".DS_Store", "2025/a.csv"]


def test_marks_of_an_address_are_part_of_the_name(address, tmp_path):
    for name in ("a", "a?b", "a#b", "a%20b", "a b"):
        send(below(address, name), tmp_path, {"name.txt": name})
    for name in ("a", "a?b", "a#b", "a%20b", "a b"):
        assert stored(below(address, name), tmp_path) == {"name.txt": name}


def test_a_missing_address_is_an_empty_folder(address, tmp_path):
    mirror = pull(below(address, "gibt", "es", "nicht"), tmp_path / "leer")
    assert list(mirror.folder.iterdir()) == []
    assert names(address, "gibt", "es", "nicht") == []


def test_only_the_folder_of_that_name_is_pulled_and_not_its_neighbour(address, tmp_path):
    send(below(address, "heinsberg"), tmp_path, {"a.txt": "a"})
    send(below(address, "heinsberg-sued"), tmp_path, {"b.txt": "b"})
    assert stored(below(address, "heinsberg"), tmp_path) == {"a.txt": "a"}


def test_the_folders_below_an_address_are_named_in_order(address, tmp_path):
    send(
        below(address, "raw"), tmp_path, {f"{name}/a.txt": "a" for name in ("xanten", "bonn", ".ablage", "_alt", "~x")}
    )
    send(below(address, "raw"), tmp_path, {**stored(below(address, "raw"), tmp_path), "liesmich.txt": "kein Ordner"})
    assert names(address, "raw") == ["bonn", "xanten"]
    send(below(address, "raw", "aachen"), tmp_path, {"a.txt": "a"})
    assert names(address, "raw") == ["aachen", "bonn", "xanten"]


def test_only_what_differs_is_sent_and_what_is_gone_is_removed(address, tmp_path):
    send(address, tmp_path, OLD)
    assert send(address, tmp_path, {**OLD, "figures.csv": "neu"}) == ["figures.csv"]
    assert send(address, tmp_path, {**OLD, "figures.csv": "neu"}) == []
    rest = {path: text for path, text in OLD.items() if path != "weg.txt"}
    assert send(address, tmp_path, rest) == ["figures.csv"]
    assert stored(address, tmp_path) == rest


def test_a_name_with_a_pattern_removes_only_itself(address, tmp_path):
    send(address, tmp_path, {"[a]b.txt": "Muster", "ab.txt": "bleibt", **UNUSUAL})
    send(address, tmp_path, {"ab.txt": "bleibt"})
    assert stored(address, tmp_path) == {"ab.txt": "bleibt"}


def test_the_manifest_is_sent_after_all_else_has_been_sent_and_removed(monkeypatch, tmp_path):
    address = f"memory://{uuid4().hex}"
    send(address, tmp_path, OLD)
    done = []
    for act in ("put_file", "rm_file"):
        original = getattr(MemoryFileSystem, act)

        def noting(self, *args, original=original, act=act, **options):
            done.append((act, args[-1].rpartition("/")[2]))
            return original(self, *args, **options)

        monkeypatch.setattr(MemoryFileSystem, act, noting)
    send(address, tmp_path, NEW)
    assert done[0] == ("put_file", PARCEL)
    assert done[-2:] == [("put_file", "manifest.json"), ("rm_file", PARCEL)]
    assert ("rm_file", "weg.txt") in done
    assert lies_on(address) == sorted(NEW)


@pytest.mark.parametrize("torn", [False, True], ids=["between two steps", "within a step"])
def test_whatever_step_the_power_is_cut_at_the_next_one_finds_the_old_or_the_new_year(address, tmp_path, torn):
    seen = []
    for step in range(100):
        folder = below(address, f"{step}")
        send(folder, tmp_path, OLD)
        mirror = in_work(folder, tmp_path, NEW)
        with power_cut(folder, step, torn=torn) as happened:
            push(mirror, last=["manifest.json"])
        if not happened:
            break
        found = stored(folder, tmp_path)
        assert found in (OLD, NEW), step
        assert lies_on(folder) == sorted(found)
        seen.append(found == NEW)
    # The parcel, three files, one removal, the manifest, and the parcel's removal.
    assert seen == [False] + [True] * 6


def test_a_repair_can_be_interrupted_like_the_sending(tmp_path):
    repairs = 0
    for step in range(1, 7):
        for again in range(7):
            address = f"memory://{uuid4().hex}"
            send(address, tmp_path, OLD)
            mirror = in_work(address, tmp_path, NEW)
            with power_cut(address, step, torn=True) as sending:
                push(mirror, last=["manifest.json"])
            with power_cut(address, again, torn=True) as repair:
                pull(address, empty(tmp_path))
            assert sending
            repairs += len(repair)
            assert stored(address, tmp_path) == NEW, (step, again)
    assert repairs > 20


def test_what_was_edited_after_an_interruption_stays_as_it_was_edited(address, tmp_path):
    send(address, tmp_path, OLD)
    mirror = in_work(address, tmp_path, NEW)
    with power_cut(address, 4) as happened:  # all is sent but the removal and the manifest
        push(mirror, last=["manifest.json"])
    assert happened
    store, root = stores._opened(address)
    store.pipe_file(f"{root}/figures.csv", b"von Hand")
    assert stored(address, tmp_path) == {**NEW, "figures.csv": "von Hand"}


def test_nothing_is_sent_where_someone_else_has_changed_the_same_file_meanwhile(address, tmp_path):
    send(address, tmp_path, OLD)
    ours = in_work(address, tmp_path, NEW)
    theirs = {**OLD, "figures.csv": "von Hand geändert"}
    send(address, tmp_path, theirs)
    with pytest.raises(DataError, match=r"figures\.csv wurde während des Laufs .* geändert; nichts wurde gesendet"):
        push(ours, last=["manifest.json"])
    assert stored(address, tmp_path) == theirs


def test_a_file_that_someone_else_has_laid_beside_stays(address, tmp_path):
    send(address, tmp_path, OLD)
    ours = in_work(address, tmp_path, NEW)
    send(address, tmp_path, {**OLD, "notiz.txt": "bleibt"})
    push(ours, last=["manifest.json"])
    assert stored(address, tmp_path) == {**NEW, "notiz.txt": "bleibt"}


def test_of_two_that_send_at_once_the_second_is_told(address, tmp_path):
    send(address, tmp_path, OLD)
    first, second = in_work(address, tmp_path, NEW), in_work(address, tmp_path, {"a.txt": "a"})
    with power_cut(address, 2) as happened:
        push(first, last=["manifest.json"])
    assert happened
    with pytest.raises(DataError, match="ein anderer Lauf sendet gerade hierher"):
        push(second)
    assert stored(address, tmp_path) == NEW


def test_an_unfinished_sending_further_down_is_finished_too(tmp_path):
    address = f"memory://{uuid4().hex}"
    send(below(address, "2025"), tmp_path, OLD)
    mirror = in_work(below(address, "2025"), tmp_path, NEW)
    with power_cut(below(address, "2025"), 2, torn=True) as happened:
        push(mirror, last=["manifest.json"])
    assert happened
    assert stored(address, tmp_path) == {f"2025/{path}": text for path, text in NEW.items()}


@pytest.mark.parametrize(
    "name", ["../boese.txt", "a/../../boese.txt", "a//b.txt", "C:boese.txt", "..\\boese.txt", "a/./b"]
)
def test_a_name_that_leads_out_of_the_folder_is_refused(monkeypatch, tmp_path, name):
    address = f"memory://{uuid4().hex}/daten"
    send(address, tmp_path, {"a.txt": "a"})
    found = MemoryFileSystem().find(stores._opened(address)[1], detail=True)
    (info,) = found.values()
    listed = {f"{stores._opened(address)[1]}/{name}": info}
    monkeypatch.setattr(MemoryFileSystem, "find", lambda *_, **__: listed)
    with pytest.raises(DataError, match="nicht zulässig"):
        pull(address, tmp_path / "ziel")
    assert list(tmp_path.rglob("boese.txt")) == []


@pytest.mark.parametrize("files", [["../geheim.txt"], []])
def test_a_parcel_laid_there_by_a_stranger_leads_nowhere_else(tmp_path, files):
    address = f"memory://{uuid4().hex}/daten"
    send(address, tmp_path, {"a.txt": "a"})
    removed = [] if files else ["../../geheim.txt"]
    plan = {"files": files, "removed": removed, "last": [], "marks": {}}
    with zipfile.ZipFile(tmp_path / PARCEL, "w") as file:
        file.writestr("files/../geheim.txt", "x")
        file.writestr("geheim.txt", "x")
        file.writestr("plan.json", json.dumps(plan))
    store, root = stores._opened(address)
    store.put_file(str(tmp_path / PARCEL), f"{root}/{PARCEL}")
    with pytest.raises(DataError, match="nicht zulässig"):
        pull(address, tmp_path / "ziel")
    assert [path for path in store.find("/") if "geheim" in path] == []


def test_a_file_cut_off_on_its_way_here_stops_the_pull(monkeypatch, tmp_path):
    address = f"memory://{uuid4().hex}"
    send(address, tmp_path, OLD)
    get = MemoryFileSystem.get_file

    def half(self, source, target, **options):
        get(self, source, target, **options)
        Path(target).write_bytes(Path(target).read_bytes()[:-1])

    monkeypatch.setattr(MemoryFileSystem, "get_file", half)
    with pytest.raises(DataError, match="nur zum Teil übertragen"):
        pull(address, tmp_path / "ziel")


def said(address: str, tmp_path: Path) -> str:
    with pytest.raises(DataError) as error:
        pull(address, empty(tmp_path))
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_unknown_kind_of_address_is_named_with_those_that_are_possible(tmp_path):
    assert said("wolke://bucket/data", tmp_path) == (
        "wolke://bucket/data: wolke:// ist nicht bekannt; "
        "möglich sind etwa s3://, abfs://, gs://, sftp:// oder ein Ordner."
    )


@pytest.mark.parametrize(
    ("protocol", "missing", "package"),
    [("s3", "s3fs", "s3fs"), ("sftp", "paramiko", "paramiko"), ("smb", "smbclient", "smbprotocol")],
)
def test_a_missing_driver_is_named_with_how_to_install_it(monkeypatch, tmp_path, protocol, missing, package):
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, f"fsspec.implementations.{protocol}", raising=False)
    monkeypatch.delitem(import_module("fsspec.registry")._registry, protocol, raising=False)
    message = said(f"{protocol}://ablage/data", tmp_path)
    assert f"fehlt das Paket {package}: „pip install {package}“ oder „conda install {package}“" in message


def test_a_wrong_password_is_said_without_showing_it(ftp_server, tmp_path):
    address = ftp_server.replace("geheim", "falsch%40%2F") + "/data"
    message = said(address, tmp_path)
    assert "Zugangsdaten fehlen oder reichen nicht aus" in message
    assert message.startswith("ftp://amt:***@127.0.0.1:")
    assert "falsch" not in message


@pytest.mark.parametrize("password", ["zq#xv", "zq?xv", "zq/xv", "zq@xv", "zq:xv", "[zqxv"])
def test_a_password_that_no_address_can_hold_is_not_shown_either(tmp_path, password):
    message = said(f"ftp://amt:{password}@127.0.0.1:1/data", tmp_path)
    assert message.startswith("ftp://amt:***@127.0.0.1:1/data: ")
    assert "zq" not in message
    assert "xv" not in message


def test_a_server_that_does_not_answer_is_said(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    message = said(f"ftp://amt:geheim@127.0.0.1:{port}/data", tmp_path)
    assert "nicht erreichbar" in message
    assert "geheim" not in message


@pytest.mark.usefixtures("s3_server")
def test_a_missing_bucket_is_said_and_not_created(tmp_path):
    message = f"s3://nicht-da-{uuid4().hex}/data"
    assert "gibt es nicht" in said(message, tmp_path)
    with pytest.raises(DataError, match="gibt es nicht"):
        names(message, "raw")


@pytest.mark.usefixtures("s3_server")
def test_missing_credentials_are_said(tmp_path, monkeypatch):
    import s3fs

    for name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_ENDPOINT_URL"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "keine"))
    s3fs.S3FileSystem.clear_instance_cache()
    assert "Zugangsdaten fehlen" in said("s3://bucket/data", tmp_path)
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.usefixtures("s3_server")
def test_the_place_holders_that_web_pages_create_for_folders_are_no_files(tmp_path):
    bucket, store = f"ablage-{uuid4().hex[:12]}", fsspec.filesystem("s3")
    store.mkdir(bucket)
    for key in ("raw/", "raw/bonn/", "raw/bonn/tabelle.xlsx"):
        store.call_s3("put_object", Bucket=bucket, Key=key, Body=b"")
    assert names(f"s3://{bucket}", "raw") == ["bonn"]
    store.call_s3("put_object", Bucket=bucket, Key="raw/aachen/tabelle.xlsx", Body=b"")
    assert names(f"s3://{bucket}", "raw") == ["aachen", "bonn"]
    assert stored(f"s3://{bucket}/raw/bonn", tmp_path) == {"tabelle.xlsx": ""}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sftp://amt:geheim@host:22/data", "sftp://amt:***@host:22/data"),
        ("sftp://amt:ge/h@im@host/data", "sftp://amt:***@host/data"),
        ("abfs://container@konto.dfs.core.windows.net/d", "abfs://container@konto.dfs.core.windows.net/d"),
        ("https://konto/d?sv=1&sig=abc%3D&x=2", "https://konto/d?sv=1&sig=***&x=2"),
        ("s3://bucket/data", "s3://bucket/data"),
    ],
)
def test_passwords_and_tokens_are_never_shown(address, shown):
    assert masked(address) == shown


def test_of_a_network_the_roadmaps_of_its_members_are_there_too(tmp_path):
    address = f"memory://{uuid4().hex}"
    network = 'name = "Netz"\nmembers = ["stadt", "fremd"]\n'
    send(
        address,
        tmp_path,
        {"raw/netz/network.toml": network, "raw/stadt/plan.txt": "Fahrplan", "raw/dorf/plan.txt": "x"},
    )
    with workplace.data_of("netz", address) as data:
        found = sorted(path.relative_to(data).as_posix() for path in data.rglob("plan.txt"))
    assert found == ["raw/stadt/plan.txt"]
