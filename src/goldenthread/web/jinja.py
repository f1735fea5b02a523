"""The Jinja environment of every page."""

from collections.abc import Callable, MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    Template,
)

from goldenthread.web import words
from goldenthread.web.addresses import address
from goldenthread.web.days import day_of
from goldenthread.web.fields import day_parts, options_of, revealed
from goldenthread.web.found_again import as_written, said, said_of
from goldenthread.web.languages import Sentences, area_texts, language_code, t_date, t_time
from goldenthread.web.navigation import in_one_line, is_family, may_find, navigation, whose

APPS = ("web", "access", "cases", "letters", "assessments", "plans", "delivery", "reviews", "audits", "sendiass", "voice", "campaigns", "services", "families", "disputes", "offer")


class Templates(Environment):
    """Templates as they are written. In another language than English they come from `others`, where each sentence is asked for in that
    language: English pays nothing for it."""

    others: Environment | None = None

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        if self.others is not None and language_code() != "en":
            return self.others._load_template(name, globals)
        return super()._load_template(name, globals)


def environment(**options: Any) -> Environment:
    source = Path(__file__).resolve().parents[1]
    loader = ChoiceLoader(
        [
            FileSystemLoader([source / app / "templates" for app in APPS]),
            # The macros name one another by this prefix.
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    # The macros of the Design System rely on missing values that chain.
    built = Templates(autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True, loader=loader)
    built.globals.update(
        static=static,
        url=address,
        area_name=settings.AREA_NAME,
        area_contact=settings.AREA_CONTACT,
        demo=settings.DEMO,
        demo_today=settings.DEMO_TODAY,
        in_one_line=in_one_line,
        navigation=navigation,
        may_find=may_find,
        is_family=is_family,
        whose=whose,
        sends_mail=settings.SENDS_MAIL,
        words=words,
        options_of=options_of,
        day_parts=day_parts,
        revealed=revealed,
        request_messages=get_messages,
    )
    built.filters.update(
        short_day=_of_moments(words.short_day), long_day=_of_moments(words.long_day), full_day=_of_moments(words.full_day),
        upper_first=words.upper_first, number=words.number, time_of_day=t_time, london_date=day_of, as_written=as_written,
    )  # fmt: skip
    built.globals.update(area_texts(), _said=said, _said_of=said_of)
    built.others = built.overlay(extensions=[Sentences])
    return built


def _of_moments(said: Callable[..., str]) -> Callable[..., str]:
    """A day in words, of a moment too."""
    return lambda when, *more: t_date(said(day_of(when) if isinstance(when, datetime) else when, *more))
