package dev.brass.server.aftersales;

import dev.brass.spi.Credential;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The secret parts of an after-sales task: sealed at rest, masked in every echo.
///
/// @param credential the log-in at the store of an after-sales task without an order; an order has
///     its own
/// @param webhooks the client's webhook addresses, by event; they may contain passwords
public record AftersalesPrivate(
    @Nullable Credential credential, Map<String, List<String>> webhooks) {
  public AftersalesPrivate {
    webhooks = Map.copyOf(webhooks);
  }

  /// Not even the addresses: they may contain passwords.
  @Override
  public String toString() {
    return "ErrandPrivate[***]";
  }
}
