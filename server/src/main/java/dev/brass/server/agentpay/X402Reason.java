package dev.brass.server.agentpay;

import dev.brass.server.text.Characters;
import dev.brass.server.text.LinearPattern;
import java.util.LinkedHashMap;
import java.util.Map;

/// The explanation of a rejected payment for the payer. Each facilitator has its own reason codes:
/// known ones are explained, all others are passed on, and none of them decides anything.
public final class X402Reason {

  /// The facilitator does not serve this server.
  static final String CLOSED = "facilitator_unavailable";

  /// A smart wallet's signature, which the facilitator did not confirm.
  static final String UNVERIFIED = "smart_wallet_signature_not_verified";

  private static final int LONGEST = 120;
  private static final LinearPattern WORD = LinearPattern.of("[a-z][a-z0-9]*(_[a-z0-9]+)+");

  /// Names of the errors of programs, such as `ContractFunctionExecutionError`.
  private static final LinearPattern OF_A_PROGRAM =
      LinearPattern.of("[a-z]\\w*(Error|Exception|Fault)\\b|::|\\w\\.\\w+\\.\\w");

  /// Explanations by a part of the code; the first match applies.
  private static final Map<String, String> EXPLAINED = explained();

  private X402Reason() {}

  private static Map<String, String> explained() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(CLOSED, "The service that carries out x402 payments does not serve this shop now");
    all.put(
        UNVERIFIED,
        "The signature is not of the payer's own key, and the service that carries out x402"
            + " payments did not confirm it as a smart wallet's; pay from a plain account, or in"
            + " another way");
    all.put(
        "undeployed_smart_wallet",
        "The payer's smart wallet is not on the chain yet, and is not put there for a payment");
    all.put("already_used", "This authorization was used already; sign one with another nonce");
    all.put("nonce_used", "This authorization was used already; sign one with another nonce");
    all.put("insufficient_funds", "The payer's account has too little of the token");
    all.put("insufficient_balance", "The payer's account has too little of the token");
    all.put("valid_before", "The authorization has run out, or holds for too long");
    all.put("valid_after", "The authorization does not hold yet");
    all.put("recipient_mismatch", "The authorization pays another address than payTo");
    all.put("value_mismatch", "The authorization is of another amount than the one asked for");
    all.put("authorization_value", "The authorization is of another amount than the one asked for");
    all.put("token_name", "The signature is for a token of another name than the one asked for");
    all.put("token_version", "The signature is for another version of the token");
    all.put("simulation_failed", "The chain would not carry out this payment");
    all.put("invalid_transaction_state", "The chain did not carry out this payment");
    all.put("signature", "The signature does not fit the authorization and its payer");
    all.put("invalid_payment_requirements", "The payment accepts other terms than those offered");
    all.put("invalid_payload", "The payment cannot be read");
    all.put("scheme", "The payment is of a scheme that is not served; use 'exact'");
    all.put("network", "The payment is for a network that is not served");
    all.put("x402_version", "The payment is of a version of x402 that is not served");
    return all;
  }

  /// A reason as a sentence, followed by its code.
  ///
  /// @param reason a code such as `insufficient_funds`, or a text
  public static String told(String reason) {
    if (reason.startsWith("http_") && Characters.areDigits(reason.substring(5), 3, 3)) {
      return "The facilitator refused the payment and gave no reason (HTTP "
          + reason.substring(5)
          + ")";
    }
    String word = word(reason);
    if (!WORD.matches(word)) {
      return reason;
    }
    return EXPLAINED.entrySet().stream()
            .filter(entry -> word.contains(entry.getKey()))
            .findFirst()
            .map(Map.Entry::getValue)
            .orElseGet(() -> "The facilitator refused the payment: " + word.replace('_', ' '))
        + " ("
        + word
        + ")"
        + reason.substring(word.length());
  }

  /// A reason for programs: the code alone, or a text where there is none.
  static String code(String reason) {
    String word = word(reason);
    return WORD.matches(word) ? word : reason;
  }

  /// The code may be followed by details.
  private static String word(String reason) {
    return Characters.before(reason, ':').strip();
  }

  /// A facilitator's reason, reduced to a safe form for the payer: it may be any text.
  static String of(String said) {
    String word = word(said);
    if (word.length() <= LONGEST && WORD.matches(word)) {
      return word;
    }
    String text =
        Characters.only(said, c -> c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '"')
            .strip();
    boolean plain = !text.isEmpty() && text.length() <= LONGEST && !OF_A_PROGRAM.isIn(text);
    return plain
        ? "The facilitator refused the payment: " + text
        : "The facilitator refused the payment";
  }
}
