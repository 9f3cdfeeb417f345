"""Hustings: software with which a membership organisation governs itself."""
