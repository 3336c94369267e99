"""The room's WebSocket: one consumer, the handlers of its commands, and the hub that fans out to a process's sockets."""
