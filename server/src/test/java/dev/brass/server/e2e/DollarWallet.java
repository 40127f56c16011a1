package dev.brass.server.e2e;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.bouncycastle.math.ec.ECPoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A payer of x402, written from the standards (EIP-712, EIP-3009) and not from the server.
final class DollarWallet {

  private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");

  private final BigInteger secret = new BigInteger("11".repeat(32), 16);
  private final ECPoint key = CURVE.getG().multiply(secret).normalize();

  String address() {
    byte[] hash = keccak(Arrays.copyOfRange(key.getEncoded(false), 1, 65));
    return "0x" + HexFormat.of().formatHex(hash, 12, 32);
  }

  /// A payment of version 2 for a requirement of it.
  ObjectNode pay(JsonNode requirement) {
    ObjectNode payment = Client.JSON.createObjectNode().put("x402Version", 2);
    payment.set("accepted", requirement);
    payment.set("payload", payload(requirement, requirement.get("amount").asString()));
    return payment;
  }

  /// A payment of version 2 by a smart wallet, whose signature only its contract can judge.
  ObjectNode paySmart(JsonNode requirement, String wallet, String signature) {
    ObjectNode payment = pay(requirement);
    ((ObjectNode) payment.at("/payload/authorization")).put("from", wallet);
    ((ObjectNode) payment.get("payload")).put("signature", signature);
    return payment;
  }

  /// A payment of version 1 for a requirement of it.
  ObjectNode payOld(JsonNode requirement) {
    ObjectNode payment = Client.JSON.createObjectNode().put("x402Version", 1);
    payment.put("scheme", requirement.get("scheme").asString());
    payment.put("network", requirement.get("network").asString());
    payment.set("payload", payload(requirement, requirement.get("maxAmountRequired").asString()));
    return payment;
  }

  static String header(JsonNode payment) {
    return Base64.getEncoder().encodeToString(payment.toString().getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode payload(JsonNode requirement, String amount) {
    long now = Instant.now().getEpochSecond();
    ObjectNode authorization = Client.JSON.createObjectNode();
    authorization.put("from", address());
    authorization.put("to", requirement.get("payTo").asString());
    authorization.put("value", amount);
    authorization.put("validAfter", Long.toString(now - 600));
    authorization.put("validBefore", Long.toString(now + 300));
    String nonce = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    authorization.put("nonce", "0x" + nonce);
    ObjectNode payload = Client.JSON.createObjectNode();
    payload.set("authorization", authorization);
    return payload.put("signature", sign(digest(requirement, authorization)));
  }

  private byte[] digest(JsonNode requirement, JsonNode a) {
    byte[] domain =
        keccak(
            keccak(
                "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                    .getBytes(StandardCharsets.UTF_8)),
            keccak(requirement.at("/extra/name").asString().getBytes(StandardCharsets.UTF_8)),
            keccak(requirement.at("/extra/version").asString().getBytes(StandardCharsets.UTF_8)),
            hex("%064x".formatted(8453)),
            address(requirement.get("asset").asString()));
    byte[] transfer =
        keccak(
            keccak(
                ("TransferWithAuthorization(address from,address to,uint256 value,"
                        + "uint256 validAfter,uint256 validBefore,bytes32 nonce)")
                    .getBytes(StandardCharsets.UTF_8)),
            address(a.get("from").asString()),
            address(a.get("to").asString()),
            number(a.get("value").asString()),
            number(a.get("validAfter").asString()),
            number(a.get("validBefore").asString()),
            hex(a.get("nonce").asString().substring(2)));
    return keccak(hex("1901"), domain, transfer);
  }

  private String sign(byte[] digest) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(
        true,
        new ECPrivateKeyParameters(
            secret, new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN())));
    BigInteger[] rs = signer.generateSignature(digest);
    BigInteger s = rs[1].min(CURVE.getN().subtract(rs[1]));
    // Of the two points that r stands for, the one that the payer's key comes out of.
    for (int parity = 0; parity < 2; parity++) {
      ECPoint point = CURVE.getCurve().decodePoint(hex("0%d%064x".formatted(2 + parity, rs[0])));
      BigInteger inverse = rs[0].modInverse(CURVE.getN());
      ECPoint found =
          point
              .multiply(s)
              .subtract(CURVE.getG().multiply(new BigInteger(1, digest)))
              .multiply(inverse)
              .normalize();
      if (found.equals(key)) {
        return "0x%064x%064x%02x".formatted(rs[0], s, 27 + parity);
      }
    }
    throw new IllegalStateException("no point");
  }

  private static byte[] address(String text) {
    return hex("0".repeat(24) + text.substring(2));
  }

  private static byte[] number(String decimal) {
    return hex("%064x".formatted(new BigInteger(decimal)));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] keccak(byte[]... parts) {
    Keccak.Digest256 digest = new Keccak.Digest256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
