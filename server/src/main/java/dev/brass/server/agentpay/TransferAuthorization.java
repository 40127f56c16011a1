package dev.brass.server.agentpay;

import dev.brass.server.text.LinearPattern;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import tools.jackson.databind.JsonNode;

/// A payer's signed permission for one transfer of tokens from its address to another (EIP-3009,
/// `TransferWithAuthorization`).
///
/// @param from lower case, like all of these
/// @param nonce 32 bytes in hexadecimal digits, with which the permission can be used once
record TransferAuthorization(
    String from,
    String to,
    BigInteger value,
    BigInteger validAfter,
    BigInteger validBefore,
    String nonce) {

  private static final LinearPattern ADDRESS = LinearPattern.of("0x[0-9a-fA-F]{40}");
  private static final LinearPattern HASH = LinearPattern.of("0x[0-9a-fA-F]{64}");
  private static final LinearPattern NUMBER = LinearPattern.of("[0-9]{1,78}");
  private static final LinearPattern SIGNATURE = LinearPattern.of("0x[0-9a-fA-F]{130}");
  private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");
  private static final BigInteger HALF = CURVE.getN().shiftRight(1);

  private static final String DOMAIN =
      "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
  private static final String TRANSFER =
      "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,"
          + "uint256 validBefore,bytes32 nonce)";

  /// Reads it from a payload; empty when it is not an authorization.
  static Optional<TransferAuthorization> read(JsonNode json) {
    String from = json.path("from").asString("");
    String to = json.path("to").asString("");
    String value = json.path("value").asString("");
    String after = json.path("validAfter").asString("");
    String before = json.path("validBefore").asString("");
    String nonce = json.path("nonce").asString("");
    boolean fits =
        ADDRESS.matches(from)
            && ADDRESS.matches(to)
            && HASH.matches(nonce)
            && NUMBER.matches(value)
            && NUMBER.matches(after)
            && NUMBER.matches(before);
    return fits && isWord(value) && isWord(after) && isWord(before)
        ? Optional.of(
            new TransferAuthorization(
                lower(from),
                lower(to),
                new BigInteger(value),
                new BigInteger(after),
                new BigInteger(before),
                lower(nonce)))
        : Optional.empty();
  }

  /// Whether a number fits into the 256 bits of contracts: a larger one would be signed as another
  /// number.
  private static boolean isWord(String number) {
    return new BigInteger(number).bitLength() <= Long.SIZE * 4;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// Whether its payer has signed it for this token.
  boolean isSigned(X402Settings token, String signature) {
    return SIGNATURE.matches(signature)
        && signer(digest(token), bytes(signature)).filter(from::equals).isPresent();
  }

  /// The digest that is signed (EIP-712).
  byte[] digest(X402Settings token) {
    byte[] domain =
        keccak(
            keccak(text(DOMAIN)),
            keccak(text(token.assetName())),
            keccak(text(token.assetVersion())),
            word(BigInteger.valueOf(token.chainId())),
            word(new BigInteger(1, bytes(token.asset()))));
    byte[] transfer =
        keccak(
            keccak(text(TRANSFER)),
            word(new BigInteger(1, bytes(from))),
            word(new BigInteger(1, bytes(to))),
            word(value),
            word(validAfter),
            word(validBefore),
            bytes(nonce));
    return keccak(new byte[] {0x19, 0x01}, domain, transfer);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }

  /// A number as the 32 bytes of contracts.
  private static byte[] word(BigInteger number) {
    byte[] word = new byte[32];
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, word.length);
    System.arraycopy(bytes, bytes.length - length, word, word.length - length, length);
    return word;
  }

  private static byte[] keccak(byte[]... parts) {
    Keccak.Digest256 digest = new Keccak.Digest256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /// The address whose key made a signature; empty when no key can have made it.
  private static Optional<String> signer(byte[] digest, byte[] signature) {
    BigInteger n = CURVE.getN();
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    int parity = signature[64] >= 27 ? signature[64] - 27 : signature[64];
    if (r.signum() == 0 || r.compareTo(n) >= 0 || s.signum() == 0 || s.compareTo(HALF) > 0) {
      return Optional.empty();
    }
    if (parity != 0 && parity != 1) {
      return Optional.empty();
    }
    try {
      byte[] compressed = new byte[33];
      compressed[0] = (byte) (2 + parity);
      System.arraycopy(word(r), 0, compressed, 1, 32);
      ECPoint point = CURVE.getCurve().decodePoint(compressed);
      BigInteger inverse = r.modInverse(n);
      ECPoint key =
          ECAlgorithms.sumOfTwoMultiplies(
                  CURVE.getG(),
                  new BigInteger(1, digest).negate().multiply(inverse).mod(n),
                  point,
                  s.multiply(inverse).mod(n))
              .normalize();
      if (key.isInfinity()) {
        return Optional.empty();
      }
      byte[] hash = keccak(Arrays.copyOfRange(key.getEncoded(false), 1, 65));
      return Optional.of("0x" + HexFormat.of().formatHex(hash, 12, 32));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no point of the curve
    }
  }
}
