"""Whole corpora: their articles read in constant memory, linked on all cores, written so that a run can go on."""
