"""A function that does nothing but import PIL, then asks for its first event."""
import http.client
import os

import PIL.Image  # noqa: F401

connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
connection.request("GET", "/2018-06-01/runtime/invocation/next")
connection.getresponse()
