"""The room's WebSocket: one consumer, its handlers beside each other,
and the hub that fans out to the sockets of a process."""
