"""Files both ways: sendDocument, sendPhoto, getFile."""

from bots.playground.telegram.attachments import CONTENT, store
from bots.playground.telegram.methods.sending import caption_text, deliver
from bots.playground.telegram.model import Json, StoredFile
from bots.playground.telegram.params import Params
from bots.playground.telegram.refusals import bad_request
from bots.playground.telegram.world import World

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024


def send_document(world: World, params: Params) -> Json:
    return _send(world, params, "document")


def send_photo(world: World, params: Params) -> Json:
    return _send(world, params, "photo")


def get_file(world: World, params: Params) -> Json:
    if not params.text("file_id"):
        raise bad_request("file_id not specified")
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**file.as_json(), "file_path": file.path}


def _send(world: World, params: Params, kind: str) -> Json:
    text, entities = caption_text(world, params)
    try:
        content = CONTENT[kind](_file(world, params, kind))
    except ValueError:
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    return deliver(world, params, content, text, entities).as_json()


def _file(world: World, params: Params, kind: str) -> StoredFile:
    """The uploaded file, or one the server already has; URLs are refused, the stand-in fetches nothing."""
    upload = params.upload(kind)
    if upload is None:
        given = params.text(kind)
        if not given:
            raise bad_request(f"there is no {kind} in the request")
        known = world.files.get(given)
        if known is None:
            fetch = given.startswith(("http://", "https://"))
            raise bad_request("failed to get HTTP URL content" if fetch else "wrong file identifier/HTTP URL specified")
        return known
    if not upload.data:
        raise bad_request("file must be non-empty")
    if kind == "photo" and len(upload.data) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(upload.data)} bytes is too big for a photo; the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    return store(world, f"{kind}s", upload.name, upload.mime, upload.data)


METHODS = {"sendDocument": send_document, "sendPhoto": send_photo, "getFile": get_file}
