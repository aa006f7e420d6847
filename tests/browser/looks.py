"""What is measured on a page as it stands: JavaScript that returns a list of what is wrong."""

from __future__ import annotations

# Sideways scrolling, words cut off by their own box, and boxes that stick out of the screen. `apart`: what lies in a box that
# scrolls by itself (a wide table of the desk, its lanes) is fine; a resident's page has none.
CUT = """(apart) => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const found = wide > 0 ? [`scrolls sideways by ${wide}`] : [];
  const scrolls = (el) => apart && /auto|scroll/.test(getComputedStyle(el).overflowX);
  const inside = (el) => el.parentElement && (scrolls(el.parentElement) || inside(el.parentElement));
  for (const el of document.querySelectorAll("body *")) {
    const style = getComputedStyle(el), box = el.getBoundingClientRect();
    if (!el.checkVisibility() || !box.width || !box.height || style.position === "absolute" && style.clip !== "auto" || el.closest(".skip, .sr-only, svg") || inside(el)) continue;
    if (box.right > innerWidth + 1 || box.left < -1) found.push(`sticks out: ${el.outerHTML.slice(0, 90)}`);
    if (style.overflowX !== "visible" && !scrolls(el) && el.scrollWidth > el.clientWidth + 1 && !el.matches("input, textarea")) found.push(`cut: ${el.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""
SMALL = """(least) => [...document.querySelectorAll("button, summary, .btn, .tile, .choice, .crumb, input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), nav a:not(.tile-main a), textarea")]
  .map((el) => [el, el.getBoundingClientRect()])
  .filter(([el, box]) => el.checkVisibility() && box.width && box.height && (Math.round(box.height) < least || Math.round(box.width) < 44))
  .map(([el, box]) => `${Math.round(box.width)}x${Math.round(box.height)}: ${el.outerHTML.slice(0, 90)}`)"""
