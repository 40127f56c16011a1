package dev.brass.server.tenant;

/// Which of a tenant's two worlds a call belongs to: keys `zn_live_…` act in one, `zn_test_…` in
/// the other (spec v2 §11).
public enum Mode {
  LIVE,
  TEST
}
