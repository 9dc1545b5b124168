"""Drives real apps for the tests: a display of its own, an ingest endpoint, an app under `silhouette record`, a mouse.

Every part is a context manager and ends what it started. Waiting is for conditions, never for a time.
Only Python's standard library.
"""
