package dev.brass.server.agentpay;

/// The payment that comes with a request.
public sealed interface Presented {

  /// A credential of the `Payment` scheme.
  ///
  /// @param credential the part of the header after the word `Payment`
  record Credential(String credential) implements Presented {

    /// Not the credential, which is a secret.
    @Override
    public String toString() {
      return "Credential[***]";
    }
  }

  /// A payment of x402.
  ///
  /// @param header its value
  /// @param old whether it is the header of version 1
  /// @param resource the address that is paid for
  record X402Payment(String header, boolean old, String resource) implements Presented {

    /// Not the header, which is a secret.
    @Override
    public String toString() {
      return "X402Payment[***]";
    }
  }
}
