"""A message as plain text for a terminal: what it says, the files it carries, its buttons in brackets."""

from bots.playground.telegram.model import Json, Message
from bots.playground.telegram.text import utf16_slice


def render_text(message: Message) -> str:
    """Text with links spelled out, then one line of `[Label] [Label]` per row of buttons."""
    lines = [_attachment(message.content), _spoken(message) if message.text else _event(message)]
    lines += [" ".join(f"[{label}]" for label in row) for row in message.labels]
    return "\n".join(line for line in lines if line)


def _spoken(message: Message) -> str:
    """The text with the target of every hidden link behind its label."""
    text = (message.text or "").encode("utf-16-le")
    for entity in reversed(message.entities):
        end = 2 * (entity["offset"] + entity["length"])
        label = utf16_slice(message.text or "", entity["offset"], entity["length"])
        if entity["type"] == "text_link" and label.rstrip("/") != entity["url"].rstrip("/"):
            text = text[:end] + f" ({entity['url']})".encode("utf-16-le") + text[end:]
    return text.decode("utf-16-le")


def _attachment(content: Json) -> str:
    if "document" in content:
        return f"(file: {content['document']['file_name']}, {content['document']['file_size']} bytes)"
    if "photo" in content:
        return f"(photo: {content['photo'][-1]['width']} x {content['photo'][-1]['height']})"
    return ""


def _event(message: Message) -> str:
    """What a service message tells."""
    content, who = message.content, message.sender.first_name
    if "new_chat_members" in content:
        return f"({', '.join(user['first_name'] for user in content['new_chat_members'])} joined)"
    if "left_chat_member" in content:
        return f"({content['left_chat_member']['first_name']} left)"
    if "forum_topic_created" in content:
        return f"({who} opened the topic {content['forum_topic_created']['name']})"
    if "forum_topic_edited" in content:
        return f"({who} renamed the topic to {content['forum_topic_edited']['name']})"
    plain = {
        "forum_topic_closed": f"({who} closed the topic)",
        "forum_topic_reopened": f"({who} opened the topic again)",
        "pinned_message": f"({who} pinned a message)",
        "migrate_to_chat_id": "(the group became a supergroup)",
        "migrate_from_chat_id": "(this was a group before)",
    }
    return next((told for kind, told in plain.items() if kind in content), "")
