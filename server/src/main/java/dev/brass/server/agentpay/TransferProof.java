package dev.brass.server.agentpay;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import tools.jackson.databind.JsonNode;

/// The proof of an authorization in the receipt of a transaction.
///
/// That an authorization was used is no proof of payment: its payer can sign the same nonce twice,
/// to us and to another address, and have the other one executed. And a transfer to us proves
/// nothing about *this* authorization, since one transaction can execute several. The proof is the
/// pair of events that a token with EIP-3009 writes together: the use of the authorization, and
/// next to it the transfer that it caused.
enum TransferProof {
  /// The payee got the value of the authorization from its payer.
  PAID,
  /// The authorization paid another address, or another value.
  ELSEWHERE,
  /// Its payer cancelled it.
  CALLED_OFF,
  /// The receipt does not show it.
  NONE;

  private static final String USED = topic("AuthorizationUsed(address,bytes32)");
  private static final String CANCELED = topic("AuthorizationCanceled(address,bytes32)");
  private static final String TRANSFER = topic("Transfer(address,address,uint256)");

  /// The first topics of the events of an authorization.
  static List<String> marks() {
    return List.of(USED, CANCELED);
  }

  /// Reads a receipt.
  ///
  /// @param asset the token's contract; logs of other contracts do not count, since anyone can
  ///     write them
  static TransferProof of(JsonNode receipt, TransferAuthorization a, String asset) {
    if (!receipt.path("status").asString("").equals("0x1")) {
      return NONE;
    }
    List<JsonNode> logs = new ArrayList<>();
    for (JsonNode log : receipt.path("logs")) {
      if (log.path("address").asString("").equalsIgnoreCase(asset)) {
        logs.add(log);
      }
    }
    for (int i = 0; i < logs.size(); i++) {
      JsonNode log = logs.get(i);
      boolean ofThis = topic(log, 1).equals(padded(a.from())) && topic(log, 2).equals(a.nonce());
      if (ofThis && topic(log, 0).equals(CANCELED)) {
        return CALLED_OFF;
      }
      if (ofThis && topic(log, 0).equals(USED)) {
        return i + 1 < logs.size() ? caused(logs.get(i + 1), a) : NONE;
      }
    }
    return NONE;
  }

  private static TransferProof caused(JsonNode log, TransferAuthorization a) {
    if (!topic(log, 0).equals(TRANSFER) || !topic(log, 1).equals(padded(a.from()))) {
      return NONE;
    }
    return topic(log, 2).equals(padded(a.to())) && isValue(log, a.value()) ? PAID : ELSEWHERE;
  }

  private static boolean isValue(JsonNode log, BigInteger value) {
    String word = "0x" + "0".repeat(64 - value.toString(16).length()) + value.toString(16);
    return log.path("data").asString("").equalsIgnoreCase(word);
  }

  private static String topic(JsonNode log, int index) {
    return log.path("topics").path(index).asString("").toLowerCase(Locale.ROOT);
  }

  /// An address as the 32 bytes of contracts.
  static String padded(String address) {
    return "0x" + "0".repeat(24) + address.substring(2);
  }

  private static String topic(String event) {
    return "0x" + hash(event);
  }

  /// The hash that identifies events and functions of contracts.
  static String hash(String text) {
    byte[] digest = new Keccak.Digest256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
