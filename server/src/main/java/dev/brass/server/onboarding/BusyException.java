package dev.brass.server.onboarding;

/// A job runs for the sandbox that is to be moved; try again in a moment.
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
