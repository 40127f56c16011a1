package dev.brass.server.secret;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The keys that seal values, each derived from a data key and a random salt that the value
/// contains. Thread-safe.
///
/// Setting up a key costs more than using it: XChaCha20-Poly1305 sets one up for each value. Here
/// one is kept for as long as the data key is in memory, some minutes, and seals all of a tenant's
/// values meanwhile by AES-256-GCM. Its nonces are random, which is safe for 2^32 values of one
/// key: no tenant has so many in that time. A sealed value is 49 bytes longer: a mark, the data
/// key's id, the salt, the nonce and the tag.
final class ValueKeys {

  /// The first byte of a value that is sealed in this way.
  static final byte MARK = 2;

  private static final int SALT = 16;
  private static final int HEADER = 1 + Integer.BYTES + SALT;

  /// The number of kept keys of other times and nodes.
  private static final int MOST_OPENING = 32;

  private final Keyset keyset;
  private final byte[] header;
  private final Aead sealing;
  private final Map<ByteBuffer, Aead> opening =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Aead> eldest) {
          return size() > MOST_OPENING;
        }
      };

  ValueKeys(Keyset keyset, SecureRandom random) {
    this.keyset = keyset;
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    this.header =
        ByteBuffer.allocate(HEADER).put(MARK).putInt((int) keyset.primary()).put(salt).array();
    this.sealing = keyset.derived(keyset.primary(), salt);
    this.opening.put(ByteBuffer.wrap(header), sealing);
  }

  byte[] encrypt(byte[] plain, byte[] associated) {
    try {
      byte[] sealed = sealing.encrypt(plain, associated);
      byte[] all = Arrays.copyOf(header, HEADER + sealed.length);
      System.arraycopy(sealed, 0, all, HEADER, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new VaultException("the value could not be encrypted", e);
    }
  }

  /// Opens values sealed by this or another of the tenant's keys.
  ///
  /// @throws GeneralSecurityException when none has, or not with this associated data, or it was
  ///     changed
  byte[] decrypt(byte[] sealed, byte[] associated) throws GeneralSecurityException {
    if (sealed.length < HEADER || sealed[0] != MARK) {
      // A value from before such keys existed.
      return keyset.decrypt(sealed, associated);
    }
    return opening(ByteBuffer.wrap(sealed, 0, HEADER).slice())
        .decrypt(Arrays.copyOfRange(sealed, HEADER, sealed.length), associated);
  }

  private synchronized Aead opening(ByteBuffer begin) throws GeneralSecurityException {
    Aead known = opening.get(begin);
    if (known != null) {
      return known;
    }
    long id = Integer.toUnsignedLong(begin.getInt(1));
    if (!keyset.ids().contains(id)) {
      throw new GeneralSecurityException("there is no data key " + id);
    }
    byte[] salt = new byte[SALT];
    begin.get(HEADER - SALT, salt);
    Aead derived = keyset.derived(id, salt);
    byte[] kept = new byte[HEADER];
    begin.get(0, kept);
    opening.put(ByteBuffer.wrap(kept), derived);
    return derived;
  }
}
