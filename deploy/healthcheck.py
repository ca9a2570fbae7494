"""Ask this container's web server for some paths; exit code 0 if all answer 200.

python deploy/healthcheck.py /healthz /readyz
"""

import http.client
import os
import sys


def status(path: str) -> int:
    """The HTTP status of a path, asked for as the proxy would."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    host = os.environ["BANDOLO_ALLOWED_HOSTS"].split(",")[0]
    connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
    return connection.getresponse().status


def main(paths: list[str]) -> int:
    """0 if every path answers 200."""
    return 0 if all(status(path) == http.client.OK for path in paths) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
