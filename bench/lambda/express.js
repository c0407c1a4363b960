// A function that does nothing but load express, then asks for its first event.
require("express");
require("http").get(`http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/next`);
