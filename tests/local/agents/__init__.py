"""Tests of agents on the local platform."""
