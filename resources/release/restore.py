#!/usr/bin/env python3
"""Puts the texts of articles back into a release that was given out without them, or with quotes alone.

    python restore.py MY_ARTICLES...

MY_ARTICLES are your own copies: folders and files of plain text (.txt), tables (.csv, .tsv), JSON (.json) or one JSON object
a line (.jsonl), another release's articles.jsonl among them. A text is known by its SHA-256 alone, so it does not matter
what your files and columns are called. Line ends, NUL signs and lone surrogates are read as the program reads them.

Written beside this script: restored/articles.jsonl (the articles found, one a line), restored/evidence_with_quotes.csv and
restored/mentions_with_quotes.csv (the tables of the same names with every quote filled in). Every quote is held against its
hash. What was not found is listed; then the exit code is 1.

Needs Python 3.9 or later and nothing else. Reads the files you name, goes to no network.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import re
import sys
from pathlib import Path

SHORTEST = 20
"""Cells of tables that are shorter are no article."""
HEAD = 14
"""Lines at the top of a text file that may be headers: title, date, source."""
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
LONE = re.compile("[\ud800-\udfff]")
HARMLESS = re.compile(r"'\s*[=+\-@\t\r]")
"""A cell that a spreadsheet would run, where the release has an apostrophe in front of such cells."""
PLAIN = ("external_id", "title", "source", "url", "language")
BROKEN = (OSError, KeyError, TypeError, ValueError, csv.Error)
"""What a table of the release that somebody changed may raise."""


def clean(text):
    """A text as the program keeps it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    text = PAIR.sub(lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)
    return LONE.sub("\ufffd", text)


def has_apostrophes(folder):
    """Whether the release was made with cells harmless for spreadsheets."""
    try:
        with open(folder / "manifest.json", encoding="utf-8") as stream:
            return bool(json.load(stream)["options"]["formulas"])
    except (OSError, KeyError, TypeError, ValueError):
        return False


def digest(text):
    """By what a text is known."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Wanted:
    """The articles of the release, by the hashes of their texts, and the texts found so far."""

    def __init__(self, folder):
        with open(folder / "tables" / "articles.csv", encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        if has_apostrophes(folder):
            for row in rows:
                row.update((name, row[name][1:]) for name in PLAIN if HARMLESS.match(row[name]))
        self.articles = [row for row in rows if row["sha256"]]
        self.hashes = {row["sha256"] for row in self.articles}
        self.lengths = {int(row["length"]) for row in self.articles}
        self.texts = {}

    def take(self, text):
        """Keeps a text that is one of them; says whether it is."""
        if len(text) not in self.lengths:  # nothing need be hashed
            return False
        found = digest(text)
        if found not in self.hashes:
            return False
        self.texts[found] = text
        return True

    def offer(self, text):
        """Takes a text as it stands, or without white space around it."""
        text = clean(text)
        stripped = text.strip()
        return self.take(text) or (stripped != text and self.take(stripped))

    def offer_file(self, text):
        """Takes the text of a whole file, or what stands below its header lines."""
        text = clean(text).lstrip("\ufeff")
        if self.offer(text):
            return True
        lines = text.split("\n")
        heads = lines[:HEAD]
        starts = list(range(1, min(HEAD, len(lines)) + 1))
        rests = {start: "\n".join(lines[start:]).strip() for start in starts}
        if any(self.take(rest) for rest in rests.values()):
            return True
        for place, line in enumerate(heads):  # a header and the beginning of the text in one line
            for match in re.finditer(r"\S+", line):
                end = line[match.start():].strip()
                for start in starts:
                    if start > place and (self.take((end + "\n" + rests[start]).strip())
                                          or self.take((end + "\n\n" + rests[start]).strip())):
                        return True
        return False


def read(path):
    """A file as text: by its mark, as UTF-8, else as Windows-1252."""
    data = path.read_bytes()
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
                       (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def strings(value):
    """All texts in a piece of JSON, however deep it is."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def offer_path(wanted, path):
    """Looks through one file. Gives what was wrong with it, or nothing."""
    suffix = path.suffix.lower()
    text = read(path)
    if suffix in (".jsonl", ".ndjson"):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                try:
                    found = json.loads(line)
                except (ValueError, RecursionError):
                    return "line %d is no JSON" % number
                for one in strings(found):
                    wanted.offer(one)
    elif suffix == ".json":
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return "is no JSON"
        for one in strings(found):
            wanted.offer(one)
    elif suffix in (".csv", ".tsv", ".tab"):
        head = text[: text.find("\n") + 1 or len(text)]
        between = "\t" if suffix != ".csv" else max(",;\t|", key=head.count)
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=between):
            for cell in row:
                if len(cell) >= SHORTEST:
                    wanted.offer(cell)
    else:
        wanted.offer_file(text)
    return ""


def files(paths):
    """All files of a mix of files and folders, in the order of their names."""
    for path in paths:
        if path.is_dir():
            for root, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                yield from (Path(root, name) for name in sorted(names) if not name.startswith("."))
        else:
            yield path


def write_articles(wanted, target):
    """The articles found, with what the release says of them. Gives how many."""
    count = 0
    with open(target, "w", encoding="utf-8", newline="") as stream:
        for row in wanted.articles:
            text = wanted.texts.get(row["sha256"])
            if text is None:
                continue
            told = {"number": int(row["article"]), "uid": row["article_uid"], "external_id": row["external_id"]}
            told.update({name: row[name] for name in ("title", "date", "source", "url", "language")})
            told["date"] = told["date"] or None
            told["text"] = text
            stream.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def write_quotes(wanted, source, target):
    """A table of spans with their quotes. Gives how many quotes there are, how many are right, and how many have no text."""
    by_number = {row["article"]: row for row in wanted.articles}
    right = wrong = missing = 0
    with open(source, encoding="utf-8", newline="") as stream, open(target, "w", encoding="utf-8", newline="") as out:
        rows = csv.DictReader(stream)
        writer = csv.DictWriter(out, rows.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            if row["quote_sha256"]:
                article = by_number.get(row["article"], {})
                part = article.get("title", "") if row["part"] == "title" else wanted.texts.get(article.get("sha256", ""))
                if part is None:
                    missing += 1
                else:
                    quote = part[int(row["start"]):int(row["end"])]
                    if digest(quote) == row["quote_sha256"]:
                        row["quote"] = quote
                        right += 1
                    else:
                        wrong += 1
            writer.writerow(row)
    return right, wrong, missing


def main():
    """Does it; gives the exit code."""
    parser = argparse.ArgumentParser(description="Puts the texts of articles back into this release.")
    parser.add_argument("articles", nargs="+", type=Path, help="your copies: folders, .txt, .csv, .json, .jsonl")
    parser.add_argument("--release", type=Path, default=Path(__file__).resolve().parent, help="the folder of the release")
    parser.add_argument("--out", type=Path, help="where to write; the folder restored in that of the release if not said")
    asked = parser.parse_args()
    csv.field_size_limit(2**31 - 1)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    out = asked.out or asked.release / "restored"
    try:
        wanted = Wanted(asked.release)
    except BROKEN as error:
        print("%s is no release of articles: %s" % (asked.release, error), file=sys.stderr)
        return 2
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print("%s cannot be a folder to write in: %s" % (out, error), file=sys.stderr)
        return 2
    try:
        return restore(wanted, asked, out)
    except BROKEN as error:
        print("The tables of %s are not as they were given out, or %s cannot be written: %s"
              % (asked.release, out, error), file=sys.stderr)
        return 2


def restore(wanted, asked, out):
    """Looks through the files and writes what was found; gives the exit code."""
    read_files = 0
    for path in files(asked.articles):
        try:
            fault = offer_path(wanted, path)
        except (OSError, csv.Error) as error:
            fault = str(error)
        read_files += 1
        if fault:
            print("%s: %s" % (path, fault), file=sys.stderr)
    found = write_articles(wanted, out / "articles.jsonl")
    print("%d files read. Found %d of %d articles." % (read_files, found, len(wanted.articles)))
    bad = 0
    for name in ("evidence", "mentions"):
        source = asked.release / "tables" / (name + ".csv")
        if source.is_file():
            right, wrong, missing = write_quotes(wanted, source, out / (name + "_with_quotes.csv"))
            print("Quotes of %s: %d filled in, %d without their article, %d that are not what they should be."
                  % (name, right, missing, wrong))
            bad += wrong
    lacking = [row for row in wanted.articles if row["sha256"] not in wanted.texts]
    if lacking:
        print("Missing:")
    for row in lacking:
        told = [row["article"], row["external_id"], row["date"], row["source"], row["title"], row["url"]]
        print("  " + " | ".join(part for part in told if part))
    return 1 if lacking or bad else 0


if __name__ == "__main__":
    sys.exit(main())
