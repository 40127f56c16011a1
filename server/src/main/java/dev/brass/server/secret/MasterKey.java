package dev.brass.server.secret;

import dev.brass.server.tenant.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The master keyset as this process knows it, and the wrapping of data keys by it. Thread-safe.
///
/// The keyset decides which keys can unwrap; the database decides which of them wraps, so that all
/// nodes agree. An unknown key may have come into the file since it was read, by `brass secrets
/// rotate` in another process: then the file is read again.
final class MasterKey {

  private static final byte[] PURPOSE = "data-key".getBytes(StandardCharsets.UTF_8);

  private final MasterKeySource source;
  private volatile Keyset keyset;

  MasterKey(MasterKeySource source, Keyset keyset) {
    this.source = source;
    this.keyset = keyset;
  }

  byte[] wrap(TenantId tenant, Keyset dataKey, long masterKey) {
    return dataKey.wrap(knowing(masterKey).withPrimary(masterKey), associated(tenant));
  }

  /// @throws VaultException when it cannot be unwrapped, with what to do about it
  Keyset unwrap(TenantId tenant, byte[] wrapped) {
    Long masterKey = Keyset.keyOf(wrapped);
    if (masterKey == null) {
      throw damaged(tenant, null);
    }
    Keyset known = knowing(masterKey);
    try {
      return Keyset.unwrap(wrapped, known, associated(tenant));
    } catch (GeneralSecurityException e) {
      throw damaged(tenant, e);
    }
  }

  private static VaultException damaged(TenantId tenant, @Nullable Throwable cause) {
    String message = "the data key of tenant " + tenant + " was changed in the database";
    return cause == null ? new VaultException(message) : new VaultException(message, cause);
  }

  /// The keyset with this key, read again if need be.
  private Keyset knowing(long masterKey) {
    Keyset known = keyset;
    if (!known.ids().contains(masterKey)) {
      known = source.read().orElseThrow(() -> lacking(source, masterKey));
      if (!known.ids().contains(masterKey)) {
        throw lacking(source, masterKey);
      }
      keyset = known;
    }
    return known;
  }

  static VaultException lacking(MasterKeySource source, long masterKey) {
    Instant dropped =
        source.readKeys().map(MasterKeys::dropped).map(all -> all.get(masterKey)).orElse(null);
    return new VaultException(
        "the secrets in this database need the master key "
            + masterKey
            + ", which "
            + source
            + " does not have; "
            + (dropped == null
                ? "use the key that this database was used with before"
                : "it was dropped at " + dropped + " by 'brass secrets drop'"));
  }

  private static byte[] associated(TenantId tenant) {
    return ByteBuffer.allocate(Long.BYTES * 2 + PURPOSE.length)
        .putLong(tenant.value().getMostSignificantBits())
        .putLong(tenant.value().getLeastSignificantBits())
        .put(PURPOSE)
        .array();
  }
}
