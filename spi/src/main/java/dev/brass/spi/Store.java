package dev.brass.spi;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A configured shop as a connector sees it during one call: everything that is not a pure function
/// comes from here (contract C1). Valid for that call only.
public interface Store {

  /// The store's code, which Zinc calls `retailer`: `amazon`, `my-shop`.
  String code();

  StoreSettings settings();

  /// The log-in to use; null where the order names none and the store needs none.
  @Nullable Credential credential();

  StoreHttp http();

  /// The store's time: the system clock, or the movable one of a sandbox tenant.
  InstantSource clock();

  RandomGenerator random();
}
