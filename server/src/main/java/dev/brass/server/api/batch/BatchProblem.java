package dev.brass.server.api.batch;

import java.util.List;
import java.util.Map;

/// A request that this API refuses, and the reason. [BatchErrors] renders it.
final class BatchProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final String code;
  private final transient List<Fault> faults;

  /// One fault of a request (batch API docs, Errors).
  ///
  /// @param attribute such as `batch_operations[3].path`
  /// @param type such as `invalid`
  /// @param options values that the message contains
  record Fault(
      String attribute, String type, String code, Map<String, Object> options, String message) {}

  BatchProblem(int status, String type, String code, String message, List<Fault> faults) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.faults = List.copyOf(faults);
  }

  static BatchProblem of(int status, String type, String code, String message) {
    return new BatchProblem(status, type, code, message, List.of());
  }

  /// The object does not exist, or belongs to another tenant.
  static BatchProblem notFound(String what) {
    return of(404, "not_found", what + ".not_found", "There is no " + what + " with this id.");
  }

  /// The request has these faults.
  static BatchProblem invalid(List<Fault> faults) {
    Fault first = faults.getFirst();
    String more = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
    return new BatchProblem(
        422, first.type(), first.code(), first.attribute() + ": " + first.message() + more, faults);
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  String code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  List<Fault> faults() {
    return faults;
  }
}
