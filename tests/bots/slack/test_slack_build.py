"""Building the bot takes no network, no event loop and nothing from the environment."""

import os
import subprocess
import sys


def test_settings_for_many_workspaces_do_not_disturb_one() -> None:
    code = "from bots.slack.listen import build; build('xoxb-1', 's', '', '', None); print('built')"
    extra = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "SLACK_BOT_TOKEN": "xoxb-1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=os.environ | extra, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("built\n", "")
