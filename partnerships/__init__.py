"""Producers, their products and permits, and the vetting that lets them onto a shelf."""
