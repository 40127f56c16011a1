package dev.brass.server.webhook;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The lanes of delivery jobs. A receiver has 64 of them, which bounds the calls that it gets at a
/// time from all nodes together; the messages of an order share one, so that they never overtake
/// each other within a try.
///
/// The part before `#` is the receiver's key: the hash of the tenant and of its URL without user
/// info and query, or of its endpoint's mode.
final class Lanes {

  private static final int PER_RECEIVER = Circuits.MOST_IN_FLIGHT;

  private Lanes() {}

  /// The lane of a message.
  ///
  /// @param target null for the tenant's endpoint
  static String of(TenantId tenant, Mode mode, @Nullable String target, UUID order) {
    return key(tenant, mode, target) + "#" + Math.floorMod(order.hashCode(), PER_RECEIVER);
  }

  /// The key of a receiver.
  static String key(TenantId tenant, Mode mode, @Nullable String target) {
    String receiver = tenant + " " + (target == null ? mode : target);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(receiver.getBytes(StandardCharsets.UTF_8));
      return "deliver:" + HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String keyOf(String lane) {
    return lane.substring(0, lane.lastIndexOf('#'));
  }
}
