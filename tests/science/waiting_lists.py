"""Made-up waiting lists that are run day by day, independently of the product's kernel: three priorities, first come within one, school
holidays, children who leave, and staff whose number changes without notice."""

import datetime as dt

import numpy as np

START = dt.date(2020, 1, 6).toordinal()


def in_holidays(day):
    date = dt.date.fromordinal(day)
    return date.month == 8 or (date.month, date.day) >= (12, 21) or (date.month == 7 and date.day > 22) or (date.month == 4 and date.day < 12)


def made(seed, years=6, rate=10.0, slots=10.0, backlog=200, changes=(), leave=1 / 900):
    """Rows of (id, priority, received, seen, left), days as ordinals, None where it has not happened. changes: (day, factor of staff)."""
    chance = np.random.default_rng(seed)
    rows, queues, owed, level = [], ([], [], []), 0.0, 1.0

    def join(day):
        priority = int(chance.choice(3, p=[0.1, 0.3, 0.6]))
        rows.append([f"c{len(rows)}", priority, day, None, None])
        queues[priority].append((rows[-1], day + chance.exponential(1 / leave)))

    for _ in range(backlog):
        join(START)
    for day in range(START, START + years * 364):
        level *= np.prod([factor for when, factor in changes if START + when == day])
        if dt.date.fromordinal(day).weekday() < 5:
            for _ in range(chance.poisson(rate / 5 * (0.3 if in_holidays(day) else 1.1))):
                join(day)
            owed += slots / 5 * level * (0.2 if in_holidays(day) else 1.12)
        while owed >= 1:
            owed -= 1
            for queue in queues:
                while queue and queue[0][1] < day:
                    row, until = queue.pop(0)
                    row[4] = int(until)
                if queue:
                    queue.pop(0)[0][3] = day
                    break
    for row, until in (each for queue in queues for each in queue):
        if until < START + years * 364:
            row[4] = int(until)
    return rows
