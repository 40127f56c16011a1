package dev.brass.server.order;

import dev.brass.spi.Credential;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The queue of orders that wait to be bought together: one for each tenant, mode, store and
/// account at the store (compatibility A10).
final class BundleQueue {

  private BundleQueue() {}

  static String name(Order order, @Nullable Credential credential) {
    String account = credential == null ? "" : credential.email().toLowerCase(Locale.ROOT);
    return order.mode().code() + "/" + order.spec().store() + "/" + account;
  }

  static boolean isWaiting(@Nullable OrderState state) {
    return state instanceof OrderState.Bundling;
  }
}
