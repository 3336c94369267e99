"""The room's WebSocket: one consumer, the handlers of its commands, the hub that fans out to a process's sockets."""
