package dev.brass.server.tenant;

/// The answer to who calls.
public sealed interface Authentication permits Caller, Refusal {}
