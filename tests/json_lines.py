"""json_lines -- a strict reader of JSON lines: json_lines.py FILE [EXPRESSION].

Every line must be one JSON object: UTF-8, no NaN or Infinity, no key twice, no blanks at the
ends. EXPRESSION is Python over `r`, the first object, and `rows`, all of them; it must be true.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import sys


def strict_object(pairs):
    keys = [key for key, _ in pairs]
    doubled = {key for key in keys if keys.count(key) > 1}
    if doubled:
        raise ValueError("key twice: %s" % ", ".join(sorted(doubled)))
    return dict(pairs)


def no_constant(word):
    raise ValueError("%s is no JSON" % word)


def parse_line(line):
    text = line.decode("utf-8")
    if text != text.strip():
        raise ValueError("blanks at an end of the line")
    row = json.loads(text, object_pairs_hook=strict_object, parse_constant=no_constant)
    if not isinstance(row, dict):
        raise ValueError("no object")
    return row


def read_lines(data):
    if data and not data.endswith(b"\n"):
        raise ValueError("the last line does not end")
    rows = []
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            rows.append(parse_line(line))
        except ValueError as error:
            raise ValueError("line %d: %s: %r" % (number, error, line[:200])) from None
    if not rows:
        raise ValueError("no JSON line")
    return rows


def main():
    with open(sys.argv[1], "rb") as file:
        rows = read_lines(file.read())
    if len(sys.argv) > 2:
        if not eval(sys.argv[2], {"rows": rows, "r": rows[0], "json": json}):
            raise ValueError("not true: %s" % sys.argv[2])


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # an expression may raise anything
        sys.exit("%s: %s" % (type(error).__name__, error))
