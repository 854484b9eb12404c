"""Tests of engine.batch.impact."""
