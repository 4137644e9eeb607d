#!/usr/bin/python3
# The figures of the report against those that pandas computes from the rows, per section and interval.
#
# usage: tests/pandas_agrees.py SUMMARY_TOOL
# Once for a database that a run wrote, where the report is made of stored counts, and once for one
# that has nothing but the table `result` with the columns of the Python version.
import json
import math
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import pandas

RANKS = {"p80": 0.80, "p90": 0.90, "p95": 0.95}
checked = 0


def close(name, ours, theirs, relative):
    global checked
    checked += 1
    if abs(ours - theirs) > relative * abs(theirs) + 1e-9:
        sys.exit(f"{name}: {ours} in the report, {theirs} by pandas")


def compare(where, statistics, values):
    close(where + " count", statistics["count"], len(values), 0)
    if len(values) == 0:
        return
    close(where + " mean", statistics["mean"], values.mean(), 1e-9)
    close(where + " min", statistics["min"], values.min(), 0)
    close(where + " max", statistics["max"], values.max(), 0)
    if len(values) > 1:
        close(where + " stdev", statistics["stdev"], values.std(ddof=1), 1e-6)
    for key, share in RANKS.items():
        # Nearest rank is the ceil(share * n)-th value; pandas places ranks from 0 to n - 1, so that
        # its "higher" value is that one or the next, its "lower" that one or the one before.
        low = values.quantile(share, interpolation="lower")
        high = values.quantile(share, interpolation="higher")
        close(f"{where} {key}", min(max(statistics[key], low), high), statistics[key], 0.001)
        nearest = values.sort_values().iloc[math.ceil(round(share * len(values), 6)) - 1]
        close(f"{where} {key}", statistics[key], nearest, 0.001)


def check(tool, database, seconds):
    text = subprocess.run([tool, "summary", database, str(seconds)], check=True,
                          capture_output=True, text=True).stdout
    summary = json.loads(text)
    with sqlite3.connect(database) as connection:
        rows = pandas.read_sql("SELECT * FROM result", connection)
        has_run = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'run'").fetchone()[0]
    offset = (rows.epoch - summary["started"]).clip(lower=0) if has_run else rows.elapsed
    nanoseconds = (offset * 1e9).round().astype("int64")
    rows["interval"] = nanoseconds // round(seconds * 1e9)
    rows["late"] = (nanoseconds >= round(summary["measured_to"] * 1e9)) if has_run else False
    rows["failed"] = rows.error != ""
    columns = ["interval", "late", "failed", "value"]
    ran = rows[~rows.failed | (rows.scriptrun_time != 0)]
    series = {"All transactions": ran.rename(columns={"scriptrun_time": "value"})[columns]}
    timers = [(row.interval, row.late, row.failed, value, name) for row in rows.itertuples()
              for name, values in json.loads(row.custom_timers).items()
              for value in (values if isinstance(values, list) else [values])]
    for name, group in pandas.DataFrame(timers, columns=columns + ["name"]).groupby("name"):
        series[name] = group
    assert [s["name"] for s in summary["sections"]] == ["All transactions"] + sorted(
        name for name in series if name != "All transactions")
    assert summary["errors"] == rows.failed.sum() > 0
    window = summary["measured_to"] - summary["measured_from"]
    for section in summary["sections"]:
        frame = series[section["name"]]
        succeeded = frame[~frame.failed]
        compare(section["name"], section, succeeded.value)
        compare(section["name"] + " failed", section["failed"], frame.value[frame.failed])
        compare(section["name"] + " all", section["all"], frame.value)
        close(section["name"] + " rate", section["rate"], (~succeeded.late).sum() / window, 1e-9)
        for number, interval in enumerate(section["intervals"]):
            compare(f"{section['name']}[{number}]", interval,
                    succeeded.value[(succeeded.interval == number) & ~succeeded.late])


def main():
    tool = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        results = pathlib.Path(folder) / "results"
        subprocess.run([tool, "run", results], check=True)
        database = results / "results.sqlite"
        check(tool, database, 1)
        check(tool, database, 2)
        bare = pathlib.Path(folder) / "bare.sqlite"
        with sqlite3.connect(bare) as connection:
            connection.execute("ATTACH ? AS run", (str(database),))
            connection.execute(
                "CREATE TABLE result (id INTEGER PRIMARY KEY, error TEXT, scriptrun_time REAL, "
                "elapsed REAL, epoch REAL, custom_timers TEXT, turret_name TEXT)")
            connection.execute(
                "INSERT INTO result SELECT id, error, scriptrun_time, elapsed, epoch, "
                "custom_timers, turret_name FROM run.result")
        check(tool, bare, 1)
        check(tool, bare, 0.5)
    print(f"{checked} figures agree")


main()
