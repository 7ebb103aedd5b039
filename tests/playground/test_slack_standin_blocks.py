"""Block Kit's rules in the stand-in of Slack: what is beyond a limit is named, what Slack's SDK builds is accepted."""

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bots.playground.slack.blocks import check_message, check_view
from bots.playground.slack.model import ApiError
from tests.playground.slack_demo import Json, button, modal, plain, section, text_input

ROW = {"type": "actions", "elements": [button("Yes")]}
OPTIONS = [{"text": plain("One"), "value": "1"}]
MENU: Json = {"type": "static_select", "action_id": "m", "options": OPTIONS}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "section"}], "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        ([{"type": "header", "text": plain("x" * 151)}],
         "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "header", "text": section("x")["text"]}],
         "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        ([{"type": "actions", "elements": [button("x" * 76, action_id="a")]}],
         "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
        ([{"type": "actions", "elements": [button("Yes", value="x" * 2001)]}],
         "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
        ([{"type": "actions", "elements": [button(f"B{n}") for n in range(26)]}],
         "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        ([{"type": "actions", "elements": [button("Yes", action_id="x" * 256)]}],
         "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"),
        ([{"type": "actions", "elements": [button("Yes", colour="red")]}],
         "invalid additional property: colour [json-pointer:/blocks/0/elements/0]"),
        ([{"type": "context", "elements": [plain("x")] * 11}],
         "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
        ([{"type": "actions", "elements": [MENU | {"options": []}]}],
         "must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]"),
        ([{"type": "actions", "elements": [MENU | {"options": OPTIONS * 101}]}],
         "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        ([{"type": "actions", "elements": [MENU | {"placeholder": plain("x" * 151)}]}],
         "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]"),
        ([{"type": "actions", "elements": [MENU | {"initial_option": {"text": plain("Two"), "value": "2"}}]}],
         "initial option must be one of the options [json-pointer:/blocks/0/elements/0]"),
        ([{"type": "actions", "elements": [button("Yes", confirm={"title": plain("x" * 101), "text": plain("Sure?"),
                                                                  "confirm": plain("Yes"), "deny": plain("No")})]}],
         "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"),
        ([ROW | {"block_id": "a"}, ROW | {"block_id": "a"}],
         "`block_id` must be unique: a [json-pointer:/blocks/1/block_id]"),
        ([{"type": "actions", "elements": [button("Yes", url="example.org/pay")]}],
         "invalid url [json-pointer:/blocks/0/elements/0/url]"),
        ([{"type": "image", "alt_text": "a", "image_url": ""}], "invalid url [json-pointer:/blocks/0/image_url]"),
        ([rich({"type": "text", "text": ""})],
         "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]"),
        ([rich({"type": "text", "text": "x", "style": {"loud": True}})],
         "invalid additional property: loud [json-pointer:/blocks/0/elements/0/elements/0/style]"),
        ([rich({"type": "user"})], "missing required field: user_id [json-pointer:/blocks/0/elements/0/elements/0]"),
        ([rich({"type": "date", "timestamp": "1", "format": "{date}"})],
         "must provide a number [json-pointer:/blocks/0/elements/0/elements/0/timestamp]"),
        ([{"type": "carousel"}], "unsupported type: carousel [json-pointer:/blocks/0/type]"),
        ([{"type": "input", "label": plain("File"), "element": {"type": "file_input"}}],
         "unsupported type: file_input [json-pointer:/blocks/0/element/type]"),
    ],
)  # fmt: skip
def test_blocks_beyond_block_kits_limits_are_named(blocks: list[Json], complaint: str) -> None:
    with pytest.raises(ApiError, match="invalid_blocks") as caught:
        check_message(blocks)
    assert complaint in caught.value.extra["errors"]


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal("x", title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal("x", submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal("x", private_metadata="x" * 3001),
         "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        (modal("x", *[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        ({"type": "modal", "title": plain("x"), "blocks": [text_input("a", "A")]},
         "missing required field: submit [json-pointer:/view]"),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        (modal("x", text_input("a", "x" * 2001)),
         "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]"),
        (modal("x", {"type": "markdown", "text": "**x**"}),
         "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
        ({"type": "home", "blocks": []}, "must be a valid enum value [json-pointer:/view/type]"),
    ],
)  # fmt: skip
def test_views_beyond_their_limits_are_named(view: Json, complaint: str) -> None:
    with pytest.raises(ApiError, match="invalid_arguments") as caught:
        check_view(view, "modal")
    assert f"[ERROR] {complaint}" in caught.value.extra["response_metadata"]["messages"]


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    with pytest.raises(ApiError, match="view_too_large"):
        check_view(modal("x", *[section("x" * 3000)] * 90), "modal")


def _rich_text() -> sdk.RichTextBlock:
    parts = sdk.RichTextElementParts
    words = [
        parts.Text(text="due", style=parts.TextStyle(bold=True)),
        parts.User(user_id="U1"),
        parts.Link(url="https://example.org", text="here"),
        parts.Date(timestamp=1_790_000_000, format="{date}", fallback="soon"),
        parts.Emoji(name="eyes"),
    ]
    section = sdk.RichTextSectionElement(elements=words)
    return sdk.RichTextBlock(
        elements=[
            section,
            sdk.RichTextListElement(style="bullet", indent=0, elements=[section]),
            sdk.RichTextQuoteElement(elements=words),
            sdk.RichTextPreformattedElement(elements=words[:1]),
        ]
    )


def test_what_the_sdks_own_models_build_is_accepted() -> None:
    options = [sdk.Option(text="One", value="1", description="the first"), sdk.Option(text="Two", value="2")]
    sure = sdk.ConfirmObject(title="Pay?", text="It is final", confirm="Pay", deny="Back", style="danger")
    elements: list[sdk.InteractiveElement] = [
        sdk.ButtonElement(text="Pay", action_id="pay", value="M-1", style="primary", confirm=sure),
        sdk.StaticSelectElement(placeholder="Pick", action_id="pick", options=options, initial_option=options[0]),
        sdk.OverflowMenuElement(action_id="more", options=options),
        sdk.DatePickerElement(action_id="due", initial_date="2026-12-01", placeholder="When"),
        sdk.CheckboxesElement(action_id="boxes", options=options, initial_options=options[:1]),
        sdk.RadioButtonsElement(action_id="radios", options=options),
        sdk.UserSelectElement(action_id="who", placeholder="Who"),
    ]
    inputs = [
        sdk.PlainTextInputElement(action_id="a", multiline=True, max_length=3000, initial_value="x"),
        sdk.NumberInputElement(action_id="a", is_decimal_allowed=False, min_value="1", max_value="9"),
        FileInputElement(action_id="a", filetypes=["pdf"], max_files=3),
        sdk.StaticMultiSelectElement(placeholder="Pick", action_id="a", options=options, max_selected_items=2),
        sdk.UrlInputElement(action_id="a"),
        sdk.TimePickerElement(action_id="a", initial_time="09:30"),
    ]
    blocks = [
        sdk.HeaderBlock(text="A card"),
        sdk.SectionBlock(text="*M-1*", fields=["*From*", "Ann"], accessory=elements[0]),
        sdk.DividerBlock(),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="due soon"), sdk.PlainTextObject(text="x")]),
        sdk.ActionsBlock(elements=elements),
        sdk.ImageBlock(image_url="https://example.org/a.png", alt_text="a chart"),
        sdk.MarkdownBlock(text="**bold**"),
        _rich_text(),
    ]
    forms = [sdk.InputBlock(block_id=str(n), label="Field", element=e, hint="why") for n, e in enumerate(inputs)]
    check_message([block.to_dict() for block in blocks])
    title = sdk.PlainTextObject(text="A form")
    in_view = [block for block in blocks if not isinstance(block, sdk.MarkdownBlock)]
    check_view(View(type="modal", title=title, submit=title, blocks=[*in_view, *forms]).to_dict(), "modal")
