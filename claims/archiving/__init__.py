"""Copies of sources as files that other tools open: WARC and WACZ, citations as CSL-JSON, provenance as PROV-O.

Plain Python: values in, bytes and plain JSON out; no Django, no clock, no network.
"""
