"""The playground's page in a real browser: how soon it is there, how soon others see what one does, and a long chat."""

from __future__ import annotations

import socket
import statistics
import time
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page

from tests.browser import chromium

STARTS: Final = 5
SAYINGS: Final = 40
MESSAGES: Final = 1_000
PORT: Final = 8_231
STORY: Final = (
    ("ann@slack", '/account join role:client name:"Ann Client"'),
    ("bo@telegram", '/account join role:freelancer name:"Bo Maker"'),
    ("ann@slack", "/job post Build a landing page budget:500 skills:html description:One"),
    ("bo@telegram", '/proposal send J-1 bid:450 cover:"I have built ten"'),
    ("ann@slack", "/contract offer P-1 amount:450 scope:One"),
    ("bo@telegram", '/contract accept C-1 signature:"Bo Maker"'),
)
ACT: Final = """([who, text]) => fetch("/api/act", {method: "POST", body: JSON.stringify({who, deed: "types", text})})
    .then(answer => answer.json())"""
# From the key that sends a line in one chat to the moment at which it has been drawn in the other.
SAY: Final = """async text => {
  const field = document.querySelector('[data-who="ann@slack"] [data-composer=main]');
  const other = document.querySelector('[data-who="bo@telegram"]');
  field.value = `/contract say C-1 ${text}`;
  field.dispatchEvent(new InputEvent("input", {bubbles: true}));
  await new Promise(done => setTimeout(done, 30));
  const began = performance.now();
  field.form.requestSubmit();
  await new Promise(done => {
    const look = () => other.textContent.includes(text) ? requestAnimationFrame(done) : setTimeout(look, 2);
    look();
  });
  return performance.now() - began;
}"""
# Up and down through all that is shown of a long chat: the longest time between two frames.
SCROLL: Final = """async () => {
  const log = document.querySelector('[data-who="ann@slack"] [role=log]');
  const gaps = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < 120; step++) {
    log.scrollTop += step < 60 ? -400 : 400;
    const at = await new Promise(requestAnimationFrame);
    gaps.push(at - last);
    last = at;
  }
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length * 0.95)];
}"""


def lines(folder: Path) -> list[str]:
    """Rows of a table."""
    path = chromium.found()
    if path is None:
        return ["| the playground's page | not measured: there is no Chromium here | | |"]
    with chromium.launched(path) as browser:
        ready = [_ready(browser, folder) for _start in range(STARTS)]
        with chromium.playing(folder) as address:
            page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
            page.goto("/")
            page.wait_for_selector(".pane")
            shown = _shown(page)
            frames, late = _long_chat(page)
    return [
        _row("page ready after the playground's start", ready, "≤ 1 s"),
        _row("one's line on the other's screen", shown, "median ≤ 300 ms"),
        _row(f"the same with {MESSAGES:,} messages in the chat", late, "still smooth"),
        f"| scrolling through them, 95 % of the frames | {frames:.0f} ms | | still smooth |",
    ]


def _row(what: str, milliseconds: list[float], goal: str) -> str:
    median, span = statistics.median(milliseconds), f"{min(milliseconds):.0f}–{max(milliseconds):.0f}"
    return f"| {what} | {median:.0f} ms | {span} | {goal} |"


def _ready(browser: Browser, folder: Path) -> float:
    """From the start of the process until somebody can type."""
    page = browser.new_page()
    began = time.perf_counter()
    with chromium.process(folder, "--port", str(PORT)) as playground:
        while not _is_there():  # a browser that finds nothing spends a while on saying so
            time.sleep(0.005)
        page.goto(f"http://127.0.0.1:{PORT}/")
        page.wait_for_selector("[data-composer=main]")
        took = (time.perf_counter() - began) * 1_000
        playground.terminate()
    page.close()
    return took


def _is_there() -> bool:
    try:
        socket.create_connection(("127.0.0.1", PORT)).close()
    except OSError:
        return False
    return True


def _shown(page: Page) -> list[float]:
    for who, text in STORY:
        answer: Any = page.evaluate(ACT, [who, text])
        assert answer["ok"], answer
    page.wait_for_timeout(1_500)
    return [page.evaluate(SAY, f"line number {number} of them") for number in range(SAYINGS)]


def _long_chat(page: Page) -> tuple[float, list[float]]:
    for number in range(MESSAGES):
        page.evaluate(ACT, ["ann@slack", f"Message {number}"])
    page.wait_for_timeout(1_000)
    frames: float = page.evaluate(SCROLL)
    return frames, [page.evaluate(SAY, f"late line {number} of them") for number in range(SAYINGS // 2)]
