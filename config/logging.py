"""Structured logs that hold ids only."""

import logging
from typing import Any

from pythonjsonlogger.json import JsonFormatter


class IdsOnlyJsonFormatter(JsonFormatter):
    """JSON lines; an exception leaves its type and place, never its text (it may quote a record)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", **kwargs)

    def formatException(self, ei: Any) -> str:
        kind, _, trace = ei
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rsplit('/', 2)[-2:]}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f"{kind.__name__} at {' > '.join(places[-6:])}"

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and not record.name.startswith("bandolo"):
            record = logging.makeLogRecord({**record.__dict__, "msg": str(record.msg), "args": None})
        return super().format(record)
