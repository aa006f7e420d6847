"""Ask this container's own server for PATH (default /readyz): exit code 0 on a 200. Knows the server's own host name."""

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
connection.request("GET", (sys.argv[1:] or ["/readyz"])[0], headers={"Host": host})
answer = connection.getresponse()
if answer.status != 200:
    sys.exit(f"{answer.status} {answer.read(300).decode(errors='replace')}")
