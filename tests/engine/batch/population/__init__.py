"""Tests of engine.batch.population."""
