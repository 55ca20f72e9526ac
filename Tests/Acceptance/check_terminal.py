#!/usr/bin/env python3
"""Runs commands in terminals of 40, 60, 80 and 160 columns and reads their screens.

    Tests/Acceptance/check_terminal.py --program .build/release/nas-search --output /tmp/screens

The tables come from formulas. What is checked at each width: nothing is wider than the terminal; a
progress line that was shown is gone at the end; what the narrow screen has to show (as listed
below) is there; colours are used, and with NO_COLOR or TERM=dumb not one escape sequence that sets
a colour; into a pipe no escape sequence and no progress at all. The screens stay in the output
folder as text and, with their colours, as SVG for a person to look at. Exits with 1 where a check
fails.
"""

import argparse
import fcntl
import html
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import termios

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from check_reports import Checks, LONG_NAME, tables  # noqa: E402

WIDTHS = (40, 60, 80, 160)
ESCAPE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")
COLOURS = {"31": "#c22", "32": "#283", "33": "#a60"}


def cases(folder):
    """Commands with words that their screens show at every width."""
    device = ["--device", "alpha"]
    return {
        "introduction": ([], ["nas-search"]),
        "help": (["--help"], ["SUBCOMMANDS"]),
        "search-help": (["search", "--help"], ["--budget"]),
        "import": (["data", "import", *map(str, tables(folder))], ["format"]),
        "tables": (["data", "list"], ["15,625", "alpha", LONG_NAME[:6]]),
        "devices": (["devices"], ["alpha", "beta", "titan_rtx_1"]),
        "search": (["search", *device, "--budget", "500", "--samples", "10"],
                   ["Pareto front", "hypervolume ratio", "recall", "index", "ms", "%"]),
        "verified": (["search", *device, "--budget", "500", "--verify", "20"],
                     ["verified", "hypervolume ratio"]),
        "bundled": (["search", "--device", "rtx6000"], ["titan_rtx_1", "predicted"]),
        "compare": (["compare", *device],
                    ["estimator", "±10 %", "HV ratio", "recall", "regret %", "transfer"]),
        "overlap": (["compare", "--device", f"alpha,beta,{LONG_NAME}"], ["HV ratio"]),
        "evaluate": (["evaluate", "--pool", f"alpha,beta,{LONG_NAME}", "--latency",
                      "transfer,op-count", "--repeats", "2"], ["±5 %", "±10 %", "transfer"]),
        "predict": (["predict", "9930", "5", *device], ["9930", "±"]),
        "adapt": (["adapt", *device, "--samples", "5"], ["samples", "expected"]),
        "doctor": (["doctor"], ["processor", "kernels", "store"]),
        "runs": (["runs"], ["alpha"]),
        "profile": (["profile", "--device", "this-machine", "--counters", "none"],
                    ["nor_conv_3x3"]),
        "measure": (["measure", "9930", "5", "--device", "this-machine", "--again"],
                    ["measured", "9930"]),
        "typing-error": (["serach"], ["search"]),
        "unknown-option": (["search", "--devize", "alpha"], ["--device"]),
    }


def in_terminal(command, columns, **environment):
    """What a command writes to a terminal, and its exit code."""
    pid, terminal = pty.fork()
    if pid == 0:
        # The size is set before the program starts.
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        os.environ.update({"TERM": "xterm-256color", **environment})
        os.execv(command[0], command)
    written = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        written += more
    os.close(terminal)
    return written.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def screen(written):
    """The lines that stand at the end, as pairs of a character and its style."""
    lines, column, style, position = [[]], 0, "", 0
    widest = 0
    while position < len(written):
        escape = ESCAPE.match(written, position)
        if escape:
            position = escape.end()
            if escape[2] == "m":
                style = "" if escape[1] in ("", "0") else escape[1]
            elif escape[2] == "K":
                del lines[-1][column:]
            continue
        character = written[position]
        position += 1
        if character == "\n":
            lines.append([])
        elif character == "\r":
            column = 0
        else:
            lines[-1][column:column + 1] = [(character, style)]
            column += 1
            widest = max(widest, column)
            continue
        column = 0
    while lines and not lines[-1]:
        lines.pop()
    return lines, widest


def picture(lines, columns):
    """The screen as SVG."""
    rows = []
    for number, line in enumerate(lines):
        spans, start = "", 0
        while start < len(line):
            end = start
            while end < len(line) and line[end][1] == line[start][1]:
                end += 1
            codes = line[start][1].split(";")
            look = (" font-weight='bold'" if "1" in codes else "") + "".join(
                f" fill='{COLOURS[code]}'" for code in codes if code in COLOURS)
            text = html.escape("".join(character for character, _ in line[start:end]))
            spans += f"<tspan x='{8 + start * 8.43:.2f}'{look}>{text}</tspan>"
            start = end
        rows.append(f"<text y='{22 + number * 18}'>{spans}</text>")
    width, height = 16 + columns * 8.43, 20 + len(lines) * 18
    return (f"<svg xmlns='http://www.w3.org/2000/svg' width='{width:.0f}' height='{height}' "
            "font-family='DejaVu Sans Mono, monospace' font-size='14' xml:space='preserve'>"
            "<rect width='100%' height='100%' fill='#fff'/>" + "\n".join(rows) + "</svg>\n")


def look(checks, program, output, name, arguments, words):
    refused = name in ("typing-error", "unknown-option")
    base = [str(program), *arguments]
    if name not in ("introduction", "help", "search-help", "typing-error"):
        base += ["--store", str(output / "store.sqlite")]
    for columns in WIDTHS:
        written, code = in_terminal(base, columns)
        lines, widest = screen(written)
        texts = ["".join(character for character, _ in line) for line in lines]
        checks.expect(code == (2 if refused else 0), f"exit code {code} at {columns} columns")
        # A path has no place to break it.
        longest = max((len(word) for text in texts for word in text.split()), default=0)
        checks.expect(widest <= max(columns, longest + 10), f"{widest} wide at {columns} columns: "
                      + max(texts, key=len, default=""))
        checks.expect(not any("━" in text or " left" in text and "a second" in text
                              for text in texts), "progress stays on the screen")
        for word in words:
            checks.expect(any(word in text for text in texts), f"no '{word}' at {columns} columns")
        (output / f"{name}-{columns}.txt").write_text("\n".join(texts) + "\n")
        (output / f"{name}-{columns}.svg").write_text(picture(lines, columns))
        print(f"{name} at {columns}: {len(lines)} lines, {max(map(len, texts), default=0)} wide")
    coloured = any(kind == "m" for _, kind in ESCAPE.findall(in_terminal(base, 80)[0]))
    checks.expect(coloured or name in ("introduction", "help", "search-help"), "no colour")
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        written, _ = in_terminal(base, 80, **environment)
        kinds = {kind for _, kind in ESCAPE.findall(written)}
        checks.expect("m" not in kinds, f"colours with {environment}")
        checks.expect("TERM" not in environment or not kinds, "progress on a dumb terminal")
    piped = subprocess.run(base, capture_output=True, text=True)
    checks.expect("\x1b" not in piped.stdout + piped.stderr, "an escape sequence in a pipe")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--only", help="names, separated by commas")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "store.sqlite").unlink(missing_ok=True)
    checks = Checks()
    for name, (arguments, words) in cases(options.output).items():
        if options.only and name not in ["import", *options.only.split(",")]:
            continue
        look(checks, options.program.resolve(), options.output, name, arguments, words)
    print(f"{checks.failures} checks failed" if checks.failures else "all checks passed")
    sys.exit(1 if checks.failures else 0)


if __name__ == "__main__":
    main()
