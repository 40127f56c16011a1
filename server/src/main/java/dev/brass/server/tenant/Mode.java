package dev.brass.server.tenant;

/// Whether a call is meant. The data of the two modes never mix.
public enum Mode {
  LIVE,
  TEST
}
