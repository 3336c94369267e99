"""The room's protocol and events, typed; their docs and TypeScript; the sentences of refusals."""
