package dev.brass.server.webhook;

import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Real encryption under a key that nobody keeps.
public final class TestSealer implements Sealer {

  private static final int NONCE = 12;

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key = new SecretKeySpec(random.generateSeed(32), "AES");

  @Override
  public byte[] seal(TenantId tenant, String purpose, byte[] plain) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, tenant, purpose, plain);
    byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE, sealed.length);
    return all;
  }

  @Override
  public byte[] open(TenantId tenant, String purpose, byte[] sealed) {
    byte[] nonce = Arrays.copyOf(sealed, NONCE);
    byte[] rest = Arrays.copyOfRange(sealed, NONCE, sealed.length);
    return crypt(Cipher.DECRYPT_MODE, nonce, tenant, purpose, rest);
  }

  private byte[] crypt(int mode, byte[] nonce, TenantId tenant, String purpose, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(128, nonce));
      cipher.updateAAD((tenant + purpose).getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
