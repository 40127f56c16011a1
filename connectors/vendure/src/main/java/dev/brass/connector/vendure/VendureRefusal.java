package dev.brass.connector.vendure;

import org.jspecify.annotations.Nullable;

/// A reply of Vendure that is not what was asked for: an `ErrorResult` of its schema, an entry of
/// GraphQL's `errors`, another status than 200, or a body that cannot be read. It never leaves the
/// connector: [VendureErrors] turns it into one of our errors.
final class VendureRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// A reply that is no JSON or lacks what the schema promises.
  static final String UNREADABLE = "UNREADABLE_REPLY";

  /// An entry of `errors` that names no code, such as a broken constraint of the shop's database.
  static final String UNNAMED = "UNNAMED_GRAPHQL_ERROR";

  private static final int LONGEST_MESSAGE = 300;

  private final String operation;
  private final String code;
  private final @Nullable Integer quantityAvailable;

  VendureRefusal(String operation, String code, String message) {
    this(operation, code, message, null);
  }

  VendureRefusal(
      String operation, String code, String message, @Nullable Integer quantityAvailable) {
    super(
        message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE) + "…");
    this.operation = operation;
    this.code = code;
    this.quantityAvailable = quantityAvailable;
  }

  /// The field of the query or mutation that was refused, such as `addItemToOrder`.
  String operation() {
    return operation;
  }

  /// Vendure's `errorCode`, the `code` of a GraphQL error, or `HTTP_` and the status.
  String code() {
    return code;
  }

  /// How many units there are of an item of which too many were asked for.
  @Nullable Integer quantityAvailable() {
    return quantityAvailable;
  }

  /// What a person who reads logs or a timeline sees.
  String told() {
    return "Vendure answered " + operation + " with " + code + ": " + getMessage();
  }
}
