"""What the run needs besides the description: visitors of their own, so that limits on one of them end no run."""

import itertools

import schemathesis

VISITORS = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    number = next(VISITORS)
    case.headers = {**(case.headers or {}), "x-forwarded-for": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
