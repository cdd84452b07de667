"""A notebook opened in JupyterLab, in a real browser without network: "Run All Cells" draws the charts."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image, ImageColor
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from analysis.vocabulary import MEASURE_STATUS

NOT_YET = (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
NOTEBOOK = "02_overview.ipynb"
PROMPTS = ".jp-Notebook .jp-CodeCell .jp-InputPrompt"


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Path:
    """A fresh clone's notebooks and raw data in a folder of its own: nothing in the repository is changed."""
    folder = tmp_path / "project"
    (folder / "notebooks").mkdir(parents=True)
    shutil.copy(repository / "notebooks" / NOTEBOOK, folder / "notebooks")
    shutil.copytree(repository / "data" / "raw", folder / "data" / "raw")
    return folder


@pytest.fixture
def lab(project: Path, tmp_path: Path) -> Iterator[str]:
    """The address, token included, of a JupyterLab that serves the project on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # JupyterLab keeps only the cells in view in the page; here all of them are looked at.
    choose(tmp_path / "settings", "notebook-extension/tracker", windowingMode="none")
    choose(tmp_path / "settings", "apputils-extension/notification", fetchNews="false", checkForUpdates=False)
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "share",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    log = tmp_path / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                *("--ip=127.0.0.1", f"--port={port}", f"--ServerApp.root_dir={project}"),
                "--LabApp.extension_manager=readonly",
            ],
            cwd=project,
            env=os.environ | {name: str(tmp_path / folder) for name, folder in folders.items()},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield address(server, tmp_path / "runtime", log)
    finally:
        server.terminate()
        server.wait(timeout=30)


def choose(folder: Path, plugin: str, **choices: object) -> None:
    """JupyterLab's settings of one plug-in, as its settings editor would write them."""
    file = folder / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(choices), encoding="utf-8")


def address(server: subprocess.Popen, runtime: Path, log: Path) -> str:
    for _ in range(300):
        for file in runtime.glob("jpserver-*.json"):
            info = json.loads(file.read_text(encoding="utf-8"))
            return f"{info['url']}lab/tree/notebooks/{NOTEBOOK}?token={info['token']}"
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def browser(program: Callable[..., str], tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """Headless Chromium that reaches nothing but loopback; its last view is saved as browser.png."""
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium", "chromium-browser", "google-chrome")
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--lang=en",
        "--window-size=1920,1200",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        f"--user-data-dir={tmp_path / 'browser'}",
    ):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(executable_path=program("chromedriver")))
    try:
        yield driver
    finally:
        driver.save_screenshot(str(tmp_path / "browser.png"))
        driver.quit()


def test_run_all_in_jupyterlab_without_network_draws_the_charts(lab, browser, tmp_path):
    browser.get(lab)
    run_all_cells(browser)

    prompts, errors = wait_until_all_cells_have_run(browser)
    charts = browser.find_elements(By.CSS_SELECTOR, ".jp-OutputArea-output img[src^='data:image/svg+xml']")
    pictures = [picture_of(browser, chart, tmp_path / f"chart_{i}.png") for i, chart in enumerate(charts, start=1)]
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")

    assert errors == []
    assert prompts == [f"[{n}]:" for n in range(1, len(prompts) + 1)]
    assert charts
    assert all(bars_in(chart) >= 7 for chart in charts)
    assert not any(is_cut_off(browser, chart) for chart in charts)
    assert all(picture.width > 600 and picture.height > 200 for picture in pictures)
    assert any(shows_every_status(picture) for picture in pictures)
    assert [address for address in loaded if not address.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []


def run_all_cells(browser: webdriver.Chrome) -> None:
    """Menu Run → Run All Cells, once the notebook is open and the status bar says that its kernel is there."""
    wait = WebDriverWait(browser, 90, ignored_exceptions=NOT_YET)

    def click(by: str, what: str) -> bool:
        browser.find_element(by, what).click()
        return True

    # The status bar tells of the kernel only where a cell has the focus.
    wait.until(
        lambda _: click(By.CSS_SELECTOR, PROMPTS) and "Idle" in browser.find_element(By.ID, "jp-main-statusbar").text
    )
    wait.until(lambda _: click(By.XPATH, "//*[contains(@class, 'lm-MenuBar-itemLabel') and text()='Run']"))
    wait.until(lambda _: click(By.CSS_SELECTOR, ".lm-Menu-item[data-command='runmenu:run-all']"))


def wait_until_all_cells_have_run(browser: webdriver.Chrome) -> tuple[list[str], list[str]]:
    """The code cells' prompts ("[3]:"), and the text of errors and warnings, which end the waiting."""
    problems = ".jp-Notebook [data-mime-type$='jupyter.error'], .jp-Notebook [data-mime-type$='jupyter.stderr']"

    def state(b: webdriver.Chrome) -> tuple[list[str], list[str]] | None:
        errors = [element.text for element in b.find_elements(By.CSS_SELECTOR, problems)]
        prompts = [element.text for element in b.find_elements(By.CSS_SELECTOR, PROMPTS)]
        ended = all(prompt not in ("[ ]:", "[*]:", "") for prompt in prompts)
        return (prompts, errors) if ended or errors else None

    return WebDriverWait(browser, 120, ignored_exceptions=NOT_YET).until(state)


def bars_in(chart) -> int:
    """The number of bars in the chart's SVG."""
    svg = urllib.parse.unquote(chart.get_attribute("src").partition(",")[2])
    return len(etree.fromstring(svg.encode()).xpath("//*[contains(@class, 'mark-rect role-mark')]/*"))


def is_cut_off(browser: webdriver.Chrome, chart) -> bool:
    """True where the chart is wider than its place in the notebook, on a screen of an office."""
    return browser.execute_script(
        "const place = arguments[0].closest('.jp-OutputArea-output');"
        "return arguments[0].getBoundingClientRect().right > place.getBoundingClientRect().right + 1",
        chart,
    )


def picture_of(browser: webdriver.Chrome, element, path: Path) -> Image.Image:
    """What the browser shows of the element, also saved for a look at it."""
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    path.write_bytes(element.screenshot_as_png)
    return Image.open(io.BytesIO(path.read_bytes())).convert("RGB")


def shows_every_status(picture: Image.Image) -> bool:
    """True where each status a measure can have covers some of the picture in its own colour."""
    areas = {colour: count for count, colour in picture.getcolors(picture.width * picture.height) or []}
    colours = [ImageColor.getrgb(term.colour) for term in MEASURE_STATUS.terms if term.code != "unknown"]
    return all(areas.get(colour, 0) > 100 for colour in colours)
