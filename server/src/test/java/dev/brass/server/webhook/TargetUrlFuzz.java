package dev.brass.server.webhook;

import dev.brass.server.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;

/// Addresses of receivers.
public final class TargetUrlFuzz implements FuzzTarget {

  @Override
  public void read(byte[] input) {
    String url = new String(input, StandardCharsets.UTF_8);
    if (TargetUrl.problem(url) == null) {
      TargetUrl.parse(url).hidesSomething();
    }
  }
}
