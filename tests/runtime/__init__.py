"""The pieces of the runtime, each alone: no broker, no process, milliseconds."""
