"""``fenghuo`` and ``python -m monitor``: runs the command line and turns failures into one clear sentence."""

import sys

from domain.errors import ConfigError, FenghuoError
from monitor.language import say


def main() -> None:
    """Run the command line; exit 2 for a configuration that can't be used, 1 for any other failure, 130 for Ctrl-C."""
    from monitor.cli import app

    try:
        app()
    except ConfigError as error:
        count = len(error.mistakes)
        sys.stderr.write(say(f"配置有 {count} 处错误：\n", f"The configuration has {count} mistake(s):\n"))
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except FenghuoError as error:
        sys.stderr.write(say("出错：", "Error: ") + f"{error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
