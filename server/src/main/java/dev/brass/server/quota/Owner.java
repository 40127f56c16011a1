package dev.brass.server.quota;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The owner of work: a tenant, in one of its modes, or an address as long as no key is known.
///
/// @param name the address; empty for a tenant
/// @param tenant null for an address
public record Owner(Rank rank, String name, @Nullable UUID tenant) {

  /// The classes of work, the most important first. The part of each is limited so that the classes
  /// before it always find space.
  public enum Rank {
    /// Orders for real money, by tenants with an account.
    LIVE(1.0),
    /// Work that was paid with its request.
    AGENT(0.75),
    /// Tests, and sandboxes without an account.
    TEST(0.5),
    /// Requests without a key.
    STRANGER(0.25);

    private final double part;

    Rank(double part) {
      this.part = part;
    }

    /// The part of everything that this rank and those after it may have together.
    double part() {
      return part;
    }
  }

  /// A tenant.
  public static Owner tenant(Rank rank, UUID tenant) {
    return new Owner(rank, "", tenant);
  }

  /// The sender at an address, without a key.
  ///
  /// @param network as [Network#of] returns it
  public static Owner address(String network) {
    return new Owner(Rank.STRANGER, network, null);
  }
}
