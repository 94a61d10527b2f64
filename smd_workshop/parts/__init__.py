"""Inputs that are counted in parts: a folder of Parquet files, summaries of each, added up here or on many machines.

docs/adr/0062 says why it is built like this, docs/operations.md when one needs it. pyarrow and dask are an extra of the
package (`big`) and imported where they are used; without them everything else runs.
"""
