"""The catalogues of messages: ``make messages`` runs this; needs GNU gettext.

Collects every message, keeps what is translated and what is confirmed, guesses nothing, compiles, and notes for the
package in which languages a public message is not confirmed.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.core.management.commands import makemessages

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "wagtail_privacy"
LOCALE = PACKAGE / "locale"
UNCONFIRMED = LOCALE / "unconfirmed.json"

SOURCE = "en"
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "cy": "nplurals=4; plural=(n==1 ? 0 : n==2 ? 1 : n!=8 && n!=11 ? 2 : 3);",
    SOURCE: "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
"""The languages of the package, and how each counts."""

PUBLIC = (
    "documents/",
    "public/",
    "templates/wagtail_privacy/base.html",
    "templates/wagtail_privacy/public/",
    "versions/labels.py",
)
"""Where the messages come from that readers of the public pages see. All others are for editors."""

CONFIRMED = "confirmed"
"""The extracted comment (``#. confirmed``) of a translation that a person has checked."""

Key = tuple[str | None, str]

HEADER = """\
# Messages of wagtail_privacy.
# This file is distributed under the same license as the wagtail_privacy package.
msgid ""
msgstr ""
"Project-Id-Version: wagtail_privacy\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"
"""


class Command(makemessages.Command):
    """Django's own command, without guesses: what is not translated stays empty instead of ``fuzzy``."""

    msgmerge_options = ["-q", "--backup=none", "--no-fuzzy-matching", "--update"]


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue as it stands in the repository."""
    return parse(catalogue_path(language).read_text(encoding="utf-8"))


def parse(text: str) -> Catalog:
    return read_po(text.encode().splitlines(keepends=True), ignore_obsolete=True, abort_invalid=True)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every message but the header."""
    return (message for message in catalogue if message.id)


def is_public(message: Message) -> bool:
    """Whether readers of the public pages see the message."""
    return any(path.startswith(PUBLIC) for path, _ in message.locations)


def is_confirmed(message: Message) -> bool:
    """Whether a person has checked the translation."""
    return CONFIRMED in message.auto_comments and not message.fuzzy and is_translated(message)


def is_translated(message: Message) -> bool:
    """Whether every form of the message says something."""
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def key(message: Message) -> Key:
    """What tells a message from all others of a catalogue."""
    return message.context, msgid(message)


def msgid(message: Message) -> str:
    """The English text, in the singular where there are two."""
    return str(message.id if isinstance(message.id, str) else message.id[0])


def unconfirmed_languages() -> list[str]:
    """The languages with a public message that nobody has confirmed; never that of the source."""
    return [
        language
        for language in sorted(PLURAL_FORMS)
        if language != SOURCE
        and not all(is_confirmed(message) for message in messages(read_catalogue(language)) if is_public(message))
    ]


def with_header(text: str, language: str) -> str:
    """The catalogue with our header, which holds no date, so that it changes only where a message does."""
    _, _, rest = text.partition("\n\n")
    return "\n\n".join(filter(None, (HEADER.format(language=language, plural_forms=PLURAL_FORMS[language]), rest)))


def with_confirmed(text: str, language: str, translations: dict[Key, object]) -> str:
    """The catalogue with the comments that gettext drops, which takes them for notes from the source code.

    Given are the confirmed translations as they were; a translation that says something else now is not confirmed.
    """
    header = HEADER.format(language=language, plural_forms=PLURAL_FORMS[language])
    return "\n\n".join(_confirmed_entry(entry, header, translations) for entry in text.split("\n\n"))


def _confirmed_entry(entry: str, header: str, translations: dict[Key, object]) -> str:
    found = next(messages(parse(f"{header}\n{entry}\n")), None)
    if found is None or is_confirmed(found) or translations.get(key(found)) != found.string:
        return entry
    # In the order of gettext: comments of translators, extracted comments, references.
    return re.sub(r"\A((?:#(?![:,|~]).*\n)*)", rf"\1#. {CONFIRMED}\n", entry, count=1)


def update(language: str) -> None:
    """Bring one catalogue up to date with the source code, in the working directory of the package."""
    path = catalogue_path(language)
    if not path.exists():
        path.parent.mkdir(parents=True)
        path.write_text(with_header("", language), encoding="utf-8")
    confirmed = {
        key(message): message.string for message in messages(read_catalogue(language)) if is_confirmed(message)
    }
    path.write_text(with_header(path.read_text(encoding="utf-8"), language), encoding="utf-8")
    # Only the files are named: with lines, every change of the code would change every catalogue.
    call_command(Command(), locale=[language], no_obsolete=True, add_location="file")
    text = with_header(path.read_text(encoding="utf-8"), language)
    path.write_text(with_confirmed(text, language, confirmed), encoding="utf-8")


def write_unconfirmed() -> None:
    """Note for the package which languages have to be marked; no page reads a catalogue to find out."""
    UNCONFIRMED.write_text(json.dumps(unconfirmed_languages()) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    sys.path.insert(0, str(PROJECT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.chdir(PACKAGE)
    django.setup()
    for language in PLURAL_FORMS:
        if "--compile" not in arguments:
            update(language)
    call_command("compilemessages", locale=list(PLURAL_FORMS))
    write_unconfirmed()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
