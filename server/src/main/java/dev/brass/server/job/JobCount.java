package dev.brass.server.job;

/// How many jobs of a kind are in a state.
public record JobCount(String kind, JobState state, long jobs) {}
