package dev.brass.server.secret;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.aead.XChaCha20Poly1305Key;
import com.google.crypto.tink.util.SecretBytes;
import dev.brass.server.hash.Sha256;
import dev.brass.server.text.Characters;
import dev.brass.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/// A set of keys of Tink; one of them encrypts and all decrypt. Encrypted values begin with the id
/// of the key. Immutable and thread-safe.
///
/// Master keys are AES-256-GCM, since they wrap few data keys. Data keys are XChaCha20-Poly1305:
/// its nonces are long enough to be random for any number of values, where AES-GCM should stop
/// after 2^32, which a busy tenant reaches. The present keys for values are derived from them
/// ([ValueKeys]).
final class Keyset {

  private static final int RAW_KEY = 32;
  private static final int PREFIX = 5;
  private static final byte TINK = 1;

  /// The purpose of derived keys, so that they are equal to no others.
  private static final byte[] DERIVED = "brass value key".getBytes(StandardCharsets.UTF_8);

  private static final AesGcmParameters DERIVED_PARAMETERS = derivedParameters();

  static {
    try {
      AeadConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink lacks its own algorithms", e);
    }
  }

  private static AesGcmParameters derivedParameters() {
    try {
      return AesGcmParameters.builder()
          .setKeySizeBytes(RAW_KEY)
          .setIvSizeBytes(12)
          .setTagSizeBytes(16)
          .setVariant(AesGcmParameters.Variant.NO_PREFIX)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink lacks its own algorithms", e);
    }
  }

  private final KeysetHandle handle;
  private final Aead aead;

  private Keyset(KeysetHandle handle) throws GeneralSecurityException {
    this.handle = handle;
    this.aead = handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  /// An operation of Tink.
  @FunctionalInterface
  private interface Operation<T> {
    T run() throws GeneralSecurityException;
  }

  private static <T> T run(String failure, Operation<T> operation) {
    try {
      return operation.run();
    } catch (GeneralSecurityException e) {
      throw new VaultException(failure, e);
    }
  }

  static Keyset newMaster() {
    return generate(PredefinedAeadParameters.AES256_GCM);
  }

  static Keyset newData() {
    return generate(PredefinedAeadParameters.XCHACHA20_POLY1305);
  }

  private static Keyset generate(Parameters parameters) {
    return run(
        "no key could be made",
        () -> new Keyset(KeysetHandle.generateNew(parameters, RegistryConfiguration.get())));
  }

  /// A master keyset as operators write it: JSON of Tink, that in base64, or 32 bytes in base64.
  ///
  /// @param origin where the text is from, for the message
  /// @throws VaultException without the text when it is none of these
  static Keyset parse(Secret<String> text, String origin) {
    Secret<String> json = json(text);
    if (json != null) {
      return ofJson(json.reveal(), origin);
    }
    byte[] bytes = decoded(text.reveal().strip());
    if (bytes == null || bytes.length != RAW_KEY) {
      throw unreadable(origin);
    }
    return ofRawKey(bytes);
  }

  /// The JSON of a keyset as operators write it; null when it is not written in JSON.
  static @Nullable Secret<String> json(Secret<String> text) {
    String stripped = text.reveal().strip();
    if (stripped.startsWith("{")) {
      return Secret.of(stripped);
    }
    byte[] bytes = decoded(stripped);
    if (bytes == null || bytes.length == RAW_KEY) {
      return null;
    }
    String decoded = new String(bytes, StandardCharsets.UTF_8).strip();
    return decoded.startsWith("{") ? Secret.of(decoded) : null;
  }

  private static byte @Nullable [] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(Characters.only(base64, c -> !Character.isWhitespace(c)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static VaultException unreadable(String origin) {
    return new VaultException(
        origin
            + " holds no master key: it must be a keyset of Tink in JSON, the same in base64, or 32"
            + " random bytes in base64");
  }

  /// Tink's message is not passed on: it may quote the text.
  private static Keyset ofJson(String json, String origin) {
    try {
      return new Keyset(
          TinkJsonProtoKeysetFormat.parseKeyset(
              json, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unreadable(origin);
    }
  }

  /// The key's id is made of the key, so that it is the same at each start and on each node.
  @AccessesPartialKey
  private static Keyset ofRawKey(byte[] key) {
    return run(
        "no key could be made",
        () -> {
          byte[] digest = Sha256.of(key);
          int id = ByteBuffer.wrap(digest).getInt();
          AesGcmKey aes =
              AesGcmKey.builder()
                  .setParameters(PredefinedAeadParameters.AES256_GCM)
                  .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                  .setIdRequirement(id)
                  .build();
          return new Keyset(
              KeysetHandle.newBuilder()
                  .addEntry(KeysetHandle.importKey(aes).withFixedId(id).makePrimary())
                  .build());
        });
  }

  Secret<String> toJson() {
    return run(
        "the keyset could not be written",
        () ->
            Secret.of(
                TinkJsonProtoKeysetFormat.serializeKeyset(
                    handle, RegistryConfiguration.get(), InsecureSecretKeyAccess.get())));
  }

  int size() {
    return handle.size();
  }

  /// The id of the key that encrypts.
  long primary() {
    return Integer.toUnsignedLong(handle.getPrimary().getId());
  }

  Set<Long> ids() {
    return IntStream.range(0, handle.size())
        .mapToObj(i -> Integer.toUnsignedLong(handle.getAt(i).getId()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// These keys and a new one of the same kind, which encrypts.
  @AccessesPartialKey
  Keyset withNewPrimary() {
    Parameters parameters = handle.getPrimary().getKey().getParameters();
    return run(
        "no key could be made",
        () ->
            new Keyset(
                KeysetHandle.newBuilder(handle)
                    .addEntry(
                        KeysetHandle.generateEntryFromParameters(parameters)
                            .withRandomId()
                            .makePrimary())
                    .build()));
  }

  /// These keys, with another one that encrypts.
  ///
  /// @throws IllegalArgumentException when it is none of these
  Keyset withPrimary(long id) {
    if (id == primary()) {
      return this;
    }
    return run(
        "the keyset could not be changed",
        () -> {
          KeysetHandle.Builder builder = KeysetHandle.newBuilder(handle);
          IntStream.range(0, handle.size())
              .filter(i -> Integer.toUnsignedLong(handle.getAt(i).getId()) == id)
              .findFirst()
              .ifPresentOrElse(
                  i -> builder.getAt(i).makePrimary(),
                  () -> {
                    throw new IllegalArgumentException("the keyset has no key " + id);
                  });
          return new Keyset(builder.build());
        });
  }

  /// These keys without one.
  ///
  /// @throws IllegalArgumentException when it is the one that encrypts, or none of these
  Keyset without(long id) {
    if (id == primary() || !ids().contains(id)) {
      throw new IllegalArgumentException("the keyset needs the key " + id);
    }
    return run(
        "the keyset could not be changed",
        () -> {
          KeysetHandle.Builder builder = KeysetHandle.newBuilder(handle);
          for (int i = builder.size() - 1; i >= 0; i--) {
            if (Integer.toUnsignedLong(handle.getAt(i).getId()) == id) {
              builder.deleteAt(i);
            }
          }
          return new Keyset(builder.build());
        });
  }

  byte[] encrypt(byte[] plain, byte[] associated) {
    return run("the value could not be encrypted", () -> aead.encrypt(plain, associated));
  }

  /// @throws GeneralSecurityException when these keys did not encrypt it, or not with this
  ///     associated data, or it was changed
  byte[] decrypt(byte[] sealed, byte[] associated) throws GeneralSecurityException {
    return aead.decrypt(sealed, associated);
  }

  /// The keyset, encrypted by another one.
  byte[] wrap(Keyset master, byte[] associated) {
    return run(
        "the keyset could not be wrapped",
        () ->
            master.encrypt(
                TinkProtoKeysetFormat.serializeKeyset(
                    handle, InsecureSecretKeyAccess.get(), RegistryConfiguration.get()),
                associated));
  }

  /// @throws GeneralSecurityException as [#decrypt]
  static Keyset unwrap(byte[] wrapped, Keyset master, byte[] associated)
      throws GeneralSecurityException {
    return new Keyset(
        TinkProtoKeysetFormat.parseKeyset(
            master.decrypt(wrapped, associated),
            InsecureSecretKeyAccess.get(),
            RegistryConfiguration.get()));
  }

  /// A key for values, made of one of these and a salt ([ValueKeys]).
  @AccessesPartialKey
  Aead derived(long id, byte[] salt) {
    return run(
        "no key could be derived",
        () -> {
          SecretKey key =
              KDF.getInstance("HKDF-SHA256")
                  .deriveKey(
                      "AES",
                      HKDFParameterSpec.ofExtract()
                          .addIKM(dataKey(id))
                          .addSalt(salt)
                          .thenExpand(DERIVED, RAW_KEY));
          AesGcmKey aes =
              AesGcmKey.builder()
                  .setParameters(DERIVED_PARAMETERS)
                  .setKeyBytes(
                      SecretBytes.copyFrom(key.getEncoded(), InsecureSecretKeyAccess.get()))
                  .build();
          return KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(aes).withRandomId().makePrimary())
              .build()
              .getPrimitive(RegistryConfiguration.get(), Aead.class);
        });
  }

  @AccessesPartialKey
  private byte[] dataKey(long id) throws GeneralSecurityException {
    for (int i = 0; i < handle.size(); i++) {
      if (Integer.toUnsignedLong(handle.getAt(i).getId()) == id
          && handle.getAt(i).getKey() instanceof XChaCha20Poly1305Key key) {
        return key.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get());
      }
    }
    throw new GeneralSecurityException("there is no data key " + id);
  }

  /// The id of the key that encrypted this; null when no key of ours did.
  static @Nullable Long keyOf(byte[] sealed) {
    return sealed.length < PREFIX || (sealed[0] != TINK && sealed[0] != ValueKeys.MARK)
        ? null
        : Integer.toUnsignedLong(ByteBuffer.wrap(sealed, 1, PREFIX - 1).getInt());
  }
}
