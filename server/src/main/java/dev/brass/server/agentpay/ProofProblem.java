package dev.brass.server.agentpay;

/// A problem with a proof.
///
/// @param kind its name in the scheme
/// @param why for the payer
public record ProofProblem(Kind kind, String why) {

  /// The problem types of the scheme (MPP spec, Flow).
  public enum Kind {
    /// There is no credential.
    PAYMENT_REQUIRED("payment-required", "Payment is required"),
    /// It cannot be read.
    MALFORMED("malformed-credential", "The credential cannot be read"),
    /// It answers no open challenge of this server.
    INVALID_CHALLENGE("invalid-challenge", "The challenge is not valid"),
    /// It does not prove a payment.
    VERIFICATION_FAILED("verification-failed", "The payment was not accepted"),
    /// It came too late.
    EXPIRED("payment-expired", "The challenge has expired");

    private final String code;
    private final String title;

    Kind(String code, String title) {
      this.code = code;
      this.title = title;
    }

    public String code() {
      return code;
    }

    public String title() {
      return title;
    }
  }
}
