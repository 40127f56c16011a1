package dev.brass.testkit.stripe;

/// Ids that look like Stripe's. Guarded by the fake's lock.
final class FakeIds {

  private int last;

  String next(String prefix) {
    last++;
    return "%s3Fake%016d".formatted(prefix, last);
  }
}
