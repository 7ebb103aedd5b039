"""People and things on the page that several tests begin with."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

ANN, BO, OLGA = "ann@slack", "bo@telegram", "olga@slack"


def join(visitor: Visitor) -> None:
    """Ann hires on Slack, Bo works on Telegram."""
    visitor.types(ANN, '/account join role:client name:"Ann Client"')
    visitor.types(BO, '/account join role:freelancer name:"Bo Maker"')
    visitor.sees(ANN, "Welcome to Parley")
    visitor.sees(BO, "Welcome to Parley")


def post(visitor: Visitor) -> None:
    """A job of Ann's, J-1."""
    join(visitor)
    visitor.types(ANN, '/job post Build a landing page budget:500 skills:html,css description:"One page"')
    expect(visitor.pane(ANN).locator('[data-head~="J-1"]').last).to_be_visible()


def propose(visitor: Visitor) -> None:
    """A proposal of Bo's for it, P-1."""
    post(visitor)
    visitor.types(BO, '/proposal send J-1 bid:450 cover:"I have built ten of these"')
    expect(visitor.pane(ANN).locator('[data-head~="P-1"]').last).to_be_visible()


def hire(visitor: Visitor) -> None:
    """A contract between them, C-1, with one part to be funded, M-1."""
    propose(visitor)
    visitor.types(ANN, '/contract offer P-1 amount:300 scope:"One page"')
    expect(visitor.pane(BO).locator('[data-head~="C-1"]').last).to_be_visible()
    visitor.types(BO, '/contract accept C-1 signature:"Bo Maker"')
    expect(visitor.button(ANN, "Fund M-1")).to_be_visible()


def hand_in(visitor: Visitor) -> None:
    """The part is funded and handed in, so that Ann has to review it."""
    hire(visitor)
    visitor.types(ANN, "/milestone fund M-1 confirm:yes")
    visitor.waits("M-1", "funded")
    visitor.types(BO, "/milestone submit M-1 First draft is here")
    expect(visitor.button(ANN, "Approve M-1")).to_be_visible()
