"""``fenghuo`` and ``python -m monitor``: runs the command line and turns failures into one clear sentence."""

import os
import sys
from io import TextIOWrapper

from domain.errors import ConfigError, FenghuoError, UsageError
from monitor.language import LANGUAGE, say


def main() -> None:
    """Run the command line and exit.

    2 = called or configured wrongly, 1 = any other failure, 130 = Ctrl-C. A reader that has gone away (``| head``)
    ends the command without a word.
    """
    _prepare_streams()
    code = run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run() -> int:
    """Run the command that the arguments name and return its exit code; failures are told on stderr."""
    from monitor.cli import app

    try:
        app(prog_name="fenghuo")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except ConfigError as error:
        count = len(error.mistakes)
        sys.stderr.write(say(f"配置有 {count} 处错误：\n", f"The configuration has {count} mistake(s):\n"))
        sys.stderr.write(f"{error}\n")
        return 2
    except FenghuoError as error:
        sys.stderr.write(say("出错：", "Error: ") + f"{error.told(LANGUAGE)}\n")
        return 2 if isinstance(error, UsageError) else 1
    except OSError as error:
        sys.stderr.write(say("出错：", "Error: ") + f"{error.filename or ''} {error.strerror or error}".strip() + "\n")
        return 1
    return 0


def _prepare_streams() -> None:
    """Write UTF-8 whatever the locale says, each line at once, so that pipes never wait for a full buffer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


if __name__ == "__main__":
    main()
