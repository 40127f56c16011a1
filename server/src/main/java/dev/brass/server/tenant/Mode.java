package dev.brass.server.tenant;

import java.util.Locale;

/// Whether an order is real. Test orders are a data set of their own and never reach a real store.
public enum Mode {
  LIVE,
  TEST;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Mode of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
