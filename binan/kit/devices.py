"""What somebody comes in from, in words."""

from __future__ import annotations

DEVICES = (
    ("iPad", "iPad"), ("iPhone", "iPhone"), ("HarmonyOS", "鸿蒙设备"), ("Android", "安卓设备"), ("Macintosh", "苹果电脑"),
    ("Windows", "Windows 电脑"), ("Linux", "Linux 电脑"),
)  # fmt: skip
BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip


def device(agent: str) -> str:
    """What somebody comes in from, in words: `iPad · Safari`. From the User-Agent, so a hint and no proof."""
    machine = next((words for mark, words in DEVICES if mark in agent), "未知设备")
    browser = next((words for mark, words in BROWSERS if mark in agent), "")
    return f"{machine} · {browser}" if browser else machine
