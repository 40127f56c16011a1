package dev.brass.server.job;

/// The number of jobs of a kind in a state.
public record JobCount(String kind, JobState state, long jobs) {}
