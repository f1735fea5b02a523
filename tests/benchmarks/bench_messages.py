"""20,000 messages to families, each planned by the reader's own wish and sent by GOV.UK Notify's client to the stand-in, from the queue and
by the worker, beside a plain HTTP client that posts the same bodies to the same stand-in in the same run.

    python -m tests.benchmarks.bench_messages [MESSAGES]
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from tests.benchmarks.table import Row, say, table

from goldenthread.local.area import use_private_server

FAMILIES = 2_000
LETTERS_IN = 50
"""One message in so many goes by post, as a PDF that is drawn for it."""
# Notify itself takes 3,000 a minute; what is measured is ours, so that this one has no limit.
STAND_IN = "import sys, time; from goldenthread.local.notify import StandIn, running\nwith running(StandIn(a_minute=None)) as url:\n    print(url, flush=True); sys.stdin.read()"


def measure(messages: int = 20_000) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="gt-messages-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ["GOLDENTHREAD_HOME"] = str(folder)
    beside = subprocess.Popen([sys.executable, "-c", STAND_IN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert beside.stdout is not None
        url = beside.stdout.readline().strip()
        use_private_server()
        subprocess.run([sys.executable, "-m", "goldenthread.commands", "migrate"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        from goldenthread.local.notify import settings_of

        environment = {**os.environ, **settings_of(url), "DJANGO_SETTINGS_MODULE": "goldenthread.web.settings", "GOLDENTHREAD_ROLE": "system"}
        code = f"import django; django.setup(); from tests.benchmarks.bench_messages import sent; print(*sent({messages}))"
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        plan, ours, floor, peak, letters = map(float, done.stdout.split()[-5:])
        note = f"{messages:,} messages, {letters:,.0f} of them letters; queued, planned by each wish, sent and recorded by one worker"
        return [
            Row("messages sent", messages / ours, messages / floor, "a second", "plain HTTP posts of the same bodies", peak, note),
            Row("messages planned", 1000 * plan / messages, 1000 * floor / messages, "ms each", "the same", None, "who it is for, their wish and the way; nothing sent"),
        ]
    finally:
        if beside.stdin:
            beside.stdin.close()
        beside.wait(timeout=20)
        use_private_server().stop()
        shutil.rmtree(folder, ignore_errors=True)


def sent(messages: int) -> tuple[float, float, float, float, float]:
    """Seconds to plan them, to send them, and to post the same bodies by hand; the peak of this process in megabytes, and how many were letters."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from goldenthread.letters.models import Message
    from goldenthread.letters.reach import who_of
    from goldenthread.letters.worker import work
    from goldenthread.science.ways import ways
    from goldenthread.web.days import today

    _area(messages)
    keys = list(Message.objects.values_list("pk", flat=True))
    began = time.perf_counter()
    for batch in batched(Message.objects.order_by("queued_at"), 50):
        for who in who_of(batch, today()).values():
            ways(who.reach, who.wished)
    plan = time.perf_counter() - began
    app.with_connector(DjangoConnector(alias="default")).configure_task("letters.send").batch_defer(*({"message": str(key)} for key in keys))
    say(f"planned in {plan:.0f} s; sending")
    began = time.perf_counter()
    work(until_empty=True)
    ours = time.perf_counter() - began
    left = Message.objects.exclude(state="sent").count()
    assert left == 0, f"{left} were not sent"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return plan, ours, _floor(), peak, Message.objects.filter(way="post").count()


def batched(query, size: int):  # type: ignore[no-untyped-def]
    everything = query.iterator(chunk_size=size)
    while some := list(islice(everything, size)):
        yield some


def _area(messages: int) -> None:
    from goldenthread.access.models import RoleGrant, User
    from goldenthread.families.models import Wish
    from goldenthread.letters.models import Message
    from goldenthread.people.models import Child, Organisation, Person, Relationship
    from goldenthread.web.days import today

    on, long_ago = today(), today().replace(year=2020)
    council = Organisation.objects.create(code="LA:881", name="Council", kind="local-authority")
    children = Child.objects.bulk_create(Child(owner=council, forename=f"Child{n}", surname="Example") for n in range(FAMILIES))
    people = Person.objects.bulk_create(Person(owner=council, forename=f"Parent{n}", surname="Example") for n in range(FAMILIES))
    Relationship.objects.bulk_create(
        Relationship(child=c, owner=council, person=p, relation="mother", parental_responsibility=True, has_care=True, valid_from=long_ago)
        for c, p in zip(children, people, strict=True)
    )
    users = User.objects.bulk_create(User(email=f"parent{n}@example.org", name=f"Parent{n} Example", person=p, password="!") for n, p in enumerate(people))
    RoleGrant.objects.bulk_create(RoleGrant(user=u, role="parent", valid_from=long_ago) for u in users)
    way = lambda n: "post" if n % LETTERS_IN == 0 else ("", "email", "text")[n % 3]  # noqa: E731
    Wish.objects.bulk_create(
        Wish(child=c, owner=council, user=u.pk, on=on, way=way(n), mobile="07700900123", post_to="1 Example Road\nChelmsford\nCM1 1QH")
        for n, (c, u) in enumerate(zip(children, users, strict=True))
    )
    body = "Dear reader\n\nThere is news for you. Sign in to read it:\n\nhttp://127.0.0.1:8000/family/\n"
    Message.objects.bulk_create(
        (
            Message(child=children[n % FAMILIES], owner=council, purpose="news", recipient="family", to_name=users[n % FAMILIES].name, address=users[n % FAMILIES].email, subject="There is news for you", body=body)
            for n in range(messages)
        ),
        batch_size=2000,
    )


def _floor() -> float:
    """Seconds of a plain HTTP client that is signed in once and posts what we sent, one after another, over one connection."""
    import jwt
    import requests
    from django.conf import settings

    from goldenthread.letters.models import Sending
    from goldenthread.local.notify import SECRET, SERVICE

    rows = list(Sending.objects.values_list("way", "pk"))
    parts = {"email": "email", "text": "sms", "post": "letter"}
    body = "Dear reader\n\nThere is news for you. Sign in to read it:\n\nhttp://127.0.0.1:8000/family/\n"
    letter = _a_letter()

    def of(way: str, key: object) -> str:
        if way == "post":
            return json.dumps({"reference": str(key), "content": letter, "postage": "first"})
        if way == "text":
            return json.dumps({"phone_number": "07700900123", "template_id": settings.NOTIFY_TEXT_TEMPLATE, "personalisation": {"body": body}, "reference": str(key)})
        return json.dumps({"email_address": "parent@example.org", "template_id": settings.NOTIFY_EMAIL_TEMPLATE, "personalisation": {"subject": "News", "body": body}, "reference": str(key)})

    posts = [(parts[way], of(way, key)) for way, key in rows]
    with requests.Session() as session:
        began = time.perf_counter()
        token, made = "", 0.0
        for part, words in posts:
            if time.time() - made > 20:
                made = time.time()
                token = jwt.encode({"iss": SERVICE, "iat": int(made)}, SECRET, algorithm="HS256")
            answer = session.post(f"{settings.NOTIFY_URL}/v2/notifications/{part}", data=words, headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"}, timeout=30)
            assert answer.status_code == 201, answer.status_code
        return time.perf_counter() - began


def _a_letter() -> str:
    import base64

    from goldenthread.letters.document import Block, Document
    from goldenthread.letters.writing import as_posted

    words = Document("There is news for you", "", (Block("paragraph", "There is news for you."),))
    return base64.b64encode(as_posted(words, ("Parent Example", "1 Example Road", "Chelmsford", "CM1 1QH"))).decode()


if __name__ == "__main__":
    print(table(measure(*(int(a) for a in sys.argv[1:]))))
