package dev.brass.server.batch;

import dev.brass.server.batch.BatchRepository.Keyed;
import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/// The idempotency keys under which operations are carried out. In a batch with a key they are
/// derived from what its client sends again: that key, all words of the batch, and the operation's
/// position. So a database that has forgotten the batch makes the same keys of it, and the stores
/// are asked for the same attempts. In a batch without a key they are the operations' ids.
final class OperationKeys {

  private OperationKeys() {}

  /// What the keys of a batch's operations have in common.
  static UUID root(Keyed key) {
    MessageDigest digest = Sha256.digest();
    byte[] text = key.key().getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
    digest.update(text);
    return id(digest.digest(key.fingerprint()));
  }

  /// Has 36 characters, and the current API takes no more.
  static String of(OperationBatch batch, Waiting operation) {
    return batch.keyRoot() == null
        ? operation.id().toString()
        : id(Sha256.of(batch.keyRoot() + "/" + operation.position())).toString();
  }

  /// The first half of a hash.
  private static UUID id(byte[] hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
