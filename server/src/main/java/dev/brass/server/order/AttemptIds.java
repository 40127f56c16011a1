package dev.brass.server.order;

import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The ids of attempts, derived from data that survives when the database loses its latest changes.
/// The same submission, made again to a restored database, gets the same attempt ids, and the store
/// can be asked for them. Thread-safe.
///
/// An order's *root* is derived from its client's key where it has one: the mode, the scope of the
/// key, the key and the hash of the body. The root of a bundle is derived from those of its
/// members, that of any other order from its id. An attempt is derived from the root and its
/// number; so are other public ids of a submission, such as its payment's. All of them are
/// HMAC-SHA-256 under a key of the installation, which never changes and is stored in the database,
/// so that each backup has it.
final class AttemptIds {

  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  /// @param key 32 bytes
  AttemptIds(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
  }

  /// The root of an order whose client gave a key.
  ///
  /// @param tenant null when the key is unique without it, because each submission creates a new
  ///     tenant
  UUID root(Mode mode, String scope, @Nullable TenantId tenant, String clientKey, byte[] bodyHash) {
    return derived(
        List.of(
            text("key"),
            text(mode.code()),
            text(scope),
            tenant == null ? new byte[0] : bytes(tenant.value()),
            text(clientKey),
            bodyHash));
  }

  /// The root of an order that buys for others.
  ///
  /// @param members the roots of its members, in any order
  UUID rootOfBundle(List<UUID> members) {
    ByteBuffer sorted = ByteBuffer.allocate(members.size() * 2 * Long.BYTES);
    members.stream().sorted().forEach(root -> sorted.put(bytes(root)));
    return derived(List.of(text("bundle"), sorted.array()));
  }

  UUID root(Loaded loaded) {
    return loaded.root() == null
        ? derived(List.of(text("order"), bytes(loaded.order().id().value())))
        : loaded.root();
  }

  /// The id of an attempt.
  ///
  /// @param number from 1
  AttemptId of(Loaded loaded, int number) {
    return new AttemptId(
        derived(
            List.of(
                text("attempt"),
                bytes(root(loaded)),
                ByteBuffer.allocate(Integer.BYTES).putInt(number).array())));
  }

  /// An id for something else that belongs to a submission.
  ///
  /// @param what the kind of thing
  /// @param number its number within the submission
  UUID named(String what, UUID root, int number) {
    return derived(
        List.of(
            text(what), bytes(root), ByteBuffer.allocate(Integer.BYTES).putInt(number).array()));
  }

  /// A UUID of version 8: 122 bits of the HMAC over the fields, each preceded by its length.
  private UUID derived(List<byte[]> fields) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      for (byte[] field : fields) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        mac.update(field);
      }
      ByteBuffer code = ByteBuffer.wrap(mac.doFinal());
      long high = (code.getLong() & ~0xF000L) | 0x8000L;
      long low = (code.getLong() & ~0xC000_0000_0000_0000L) | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC with SHA-256", e);
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
