"""Block Kit's rich text: sections, lists, quotes and what stands in them."""

from bots.playground.slack.schema import Check, array, boolean, by_type, integer, obj, one_of, string

ID = string(255, 1)
STYLE = obj(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink"), boolean
    ),
)
ELEMENT = by_type({
    "text": obj({"text": string(40_000, 1)}, {"style": STYLE}),
    "link": obj({"url": string(3000, 1)}, {"text": string(40_000, 1), "unsafe": boolean, "style": STYLE}),
    "user": obj({"user_id": ID}, {"style": STYLE}),
    "usergroup": obj({"usergroup_id": ID}, {"style": STYLE}),
    "channel": obj({"channel_id": ID}, {"style": STYLE}),
    "emoji": obj({"name": ID}, {"unicode": ID, "skin_tone": integer(1, 6), "style": STYLE}),
    "date": obj(
        {"timestamp": integer(0, 10**11), "format": string(255, 1)},
        {"url": string(3000), "fallback": string(3000), "style": STYLE},
    ),
    "broadcast": obj({"range": one_of("here", "channel", "everyone")}, {"style": STYLE}),
    "color": obj({"value": string(7, 4)}, {"style": STYLE}),
})  # fmt: skip
ELEMENTS = array(ELEMENT, 0, 1000)
BORDER = integer(0, 1)
SECTION: Check = obj({"elements": ELEMENTS}, {})
PART = by_type({
    "rich_text_section": SECTION,
    "rich_text_preformatted": obj({"elements": ELEMENTS}, {"border": BORDER, "language": string(255)}),
    "rich_text_quote": obj({"elements": ELEMENTS}, {"border": BORDER}),
    "rich_text_list": obj(
        {"elements": array(by_type({"rich_text_section": SECTION}), 1, 1000), "style": one_of("bullet", "ordered")},
        {"indent": integer(0, 8), "offset": integer(0, 10_000), "border": BORDER},
    ),
})  # fmt: skip
