"""The end of the pipeline: claims into storage."""
