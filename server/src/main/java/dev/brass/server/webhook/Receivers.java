package dev.brass.server.webhook;

import dev.brass.server.hash.Sha256;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Receivers as jobs know them.
///
/// A job starts without a lane, because a lane costs several writes. When its receiver fails or
/// does not answer, the job moves to one of 8 lanes of that receiver, and its next tries stay
/// there: only the first jobs of each lane of a backlog are read, and no other receiver's messages
/// wait behind it.
final class Receivers {

  private static final int LANES = 8;

  private Receivers() {}

  /// The key of a receiver: a hash of its tenant and of its URL without user info and query, or of
  /// its endpoint's mode.
  ///
  /// @param target null for the tenant's endpoint
  static String key(TenantId tenant, Mode mode, @Nullable String target) {
    String receiver = tenant + " " + (target == null ? mode : target);
    return HexFormat.of().formatHex(Sha256.of(receiver), 0, 12);
  }

  /// The lane of a message to a receiver.
  static String lane(String key, UUID message) {
    return "deliver:" + key + "#" + Math.floorMod(message.hashCode(), LANES);
  }
}
