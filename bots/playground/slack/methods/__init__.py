"""The Web API method by method, as far as bots like this one use it."""
