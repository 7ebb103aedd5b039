"""files.*: the three steps of an upload, and what is known of a file."""

import mimetypes
import re
import secrets
from collections.abc import Callable
from urllib.parse import quote

from bots.playground.slack.args import Args
from bots.playground.slack.methods.chat import place
from bots.playground.slack.model import ApiError, File, Json
from bots.playground.slack.state import State

CHANNEL_ID = "^[CGDZ][A-Z0-9]{8,}$"


def new_file(state: State, name: str, user: str, size: int, **about: str) -> File:
    """A file of `size` bytes whose content is still to come."""
    file_id = state.new_id("F")
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    url = state.url(f"/files-pri/{state.team_id}-{file_id}/{quote(name, safe='')}")
    file = File(file_id, name, about.get("title") or name, guessed, user, int(state.now()), url, size)
    file.alt_text = about.get("alt_text", "")
    state.files[file_id] = file
    return file


def get_upload_url(state: State, args: Args) -> Json:
    name, size = args.need("filename"), args.need("length")
    if not size.isdecimal() or int(size) == 0:
        raise ApiError(
            "invalid_arguments", response_metadata={"messages": ["[ERROR] length must be a positive number"]}
        )
    file = new_file(state, name, state.bot_user.id, int(size), alt_text=args.text("alt_txt"))
    ticket = secrets.token_urlsafe(18)
    state.uploads[ticket] = file.id
    return {"upload_url": state.url(f"/upload/v1/{ticket}"), "file_id": file.id}


def complete_upload(state: State, args: Args) -> Json:
    files = []
    for item in args.parsed("files") or []:
        file = state.files.get(item.get("id", ""))
        if file is None or not file.content:
            raise ApiError("file_not_found")
        file.title = item.get("title") or file.title
        files.append(file)
    if not files:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: files"]})
    for channel in [place(state, target) for target in _targets(args)]:
        for file in files:
            file.channels.append(channel.id)
        thread = state.find_message(channel.id, args.text("thread_ts"))
        more = {"files": files, "thread_ts": thread.ts if thread else None, "bot": state.as_app()}
        state.post(channel.id, state.bot_user.id, args.text("initial_comment"), **more)
    return {"files": [file.as_json() for file in files]}


def _targets(args: Args) -> list[str]:
    """Where the files are to be shared: unlike elsewhere by ids of channels alone, no names and no people."""
    targets = [target for target in (args.text("channel_id"), *args.text("channels").split(",")) if target]
    if not all(re.match(CHANNEL_ID, target) for target in targets):
        complaint = f"[ERROR] input must match regex pattern: {CHANNEL_ID} [json-pointer:/channel_id]"
        raise ApiError("invalid_arguments", response_metadata={"messages": [complaint]})
    return targets


def info(state: State, args: Args) -> Json:
    file = state.files.get(args.need("file"))
    if file is None or not visible_to_app(state, file):
        raise ApiError("file_not_found")
    return {"file": file.as_json(), "comments": [], "response_metadata": {"next_cursor": ""}}


def visible_to_app(state: State, file: File) -> bool:
    """The app sees its own files, those put into its forms, and those shared where it is a member."""
    shared = any(state.bot_user.id in state.channels[channel].members for channel in file.channels)
    return file.user == state.bot_user.id or file.given_to_app or shared


METHODS: dict[str, Callable[[State, Args], Json]] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
