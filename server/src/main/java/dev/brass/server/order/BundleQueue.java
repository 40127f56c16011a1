package dev.brass.server.order;

import dev.brass.spi.Credential;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where orders wait to be bought together: one queue for each tenant, mode, store and account at
/// the store (spec gaps A10).
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
