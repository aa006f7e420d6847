#!/usr/bin/env python
"""The command line of 滨安码: `python manage.py serve`, `clock`, `demo`, `verify_timeline` and Django's own."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    from binan.kit.env import UnsafeSetting

    try:
        from binan.commanded import execute

        execute(sys.argv)
    except UnsafeSetting as refusal:
        # An operator reads this line at 02:00: one sentence, no traceback.
        sys.exit(f"滨安码 没有启动：{refusal}")


if __name__ == "__main__":
    main()
