"""What goes over the wire: the socket's protocol, the durable events, refusals in words,
and the pages made from them."""
