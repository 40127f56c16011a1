package dev.brass.server.personal;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The columns that keep personal data, each with the columns that it replaces. One value is sealed
/// for a row, bound to its tenant, column and row, so that it cannot be put in the place of
/// another.
///
/// A new column of personal data is one line here, and is then written and read through
/// [PersonalData], moved by claims, and counted by the test that knows every column of the schema.
@SuppressWarnings("ImmutableEnumChecker") // its lists cannot be changed
public enum PersonalColumn {
  /// The state of an order: the reports of the store and of people, the log-in it was bought with.
  ORDER_STATE(
      "orders",
      "sealed_state",
      rowOf("id"),
      Clear.texts("state_data"),
      "state_data is not null and state_data::text <> '{}'",
      """
      total = coalesce((state_data #>> '{placement,price,total,minor}')::bigint, total),
      currency = coalesce(state_data #>> '{placement,price,total,currency}', currency)
      """),
  /// The content of an order, and the echo of its request.
  ORDER_REQUEST(
      "order_request",
      "sealed",
      rowOf("order_id"),
      Clear.texts("spec", "echo"),
      "spec is not null",
      ""),
  ORDER_EVENT("order_event", "sealed", rowOf("order_id", "sequence"), Clear.texts("data")),
  ATTEMPT_SENT("order_attempt", "sealed_sent", rowOf("order_id", "number"), Clear.texts("sent")),
  ATTEMPT_RECEIVED(
      "order_attempt", "sealed_received", rowOf("order_id", "number"), Clear.texts("received")),
  STRAY_PURCHASE(
      "stray_purchase",
      "sealed",
      rowOf("order_id", "attempt_id"),
      Clear.texts("placement", "why"),
      "placement is not null",
      ""),
  KEPT_REPLY("kept_reply", "sealed_body", rowOf("scope", "key"), Clear.texts("body")),
  MESSAGE_BODY("webhook_message", "sealed_body", rowOf("id"), List.of(Clear.utf8("body"))),
  /// The answer of a receiver, which may repeat the message, and the headers that it got.
  DELIVERY(
      "webhook_delivery", "sealed", rowOf("message_id", "number"), Clear.texts("reply", "headers")),
  CASE_TEXT("case_message", "sealed_text", rowOf("order_id", "number"), Clear.texts("text")),
  ACCOUNT_EMAIL("managed_account", "sealed_email", rowOf("id"), Clear.texts("email")),
  ERRAND("errand", "sealed", rowOf("id"), Clear.texts("wish", "echo")),
  ERRAND_STATE(
      "errand",
      "sealed_state",
      rowOf("id"),
      Clear.texts("state"),
      "state is not null",
      "standing = coalesce(state ->> 'is', standing)"),
  MAIL("mail", "sealed", rowOf("id"), Clear.texts("recipient", "subject")),
  MAIL_BODY("mail", "sealed_body", rowOf("id"), Clear.texts("body_text", "body_html")),
  MAIL_ERROR("mail", "sealed_error", rowOf("id"), Clear.texts("error")),
  BULK_SHEET("bulk_sheet", "sealed_sections", rowOf("batch_id"), Clear.texts("sections")),
  BULK_ROW(
      "bulk_row",
      "sealed",
      rowOf("batch_id", "position"),
      Clear.texts("recipient", "product_urls", "passthrough", "notes")),
  BULK_REQUEST("bulk_row", "sealed_request", rowOf("batch_id", "position"), Clear.texts("request")),
  BULK_ERROR("bulk_row", "sealed_error", rowOf("batch_id", "position"), Clear.texts("error")),
  OPERATION_BODY(
      "operation",
      "sealed_body",
      rowOf("batch_id", "position"),
      Clear.texts("query_params", "body")),
  OPERATION_ANSWER(
      "operation", "sealed_answer", rowOf("batch_id", "position"), Clear.texts("response_body"));

  private final String table;
  private final String column;
  private final List<String> row;
  private final List<Clear> clear;
  private final String pending;
  private final String besides;

  PersonalColumn(String table, String column, List<String> row, List<Clear> clear) {
    this(
        table,
        column,
        row,
        clear,
        clear.stream().map(c -> c.name() + " is not null").collect(Collectors.joining(" or ")),
        "");
  }

  PersonalColumn(
      String table,
      String column,
      List<String> row,
      List<Clear> clear,
      String pending,
      String besides) {
    this.table = table;
    this.column = column;
    this.row = row;
    this.clear = clear;
    this.pending = pending;
    this.besides = besides;
  }

  /// A column in clear that older rows have instead, and the way to read its text.
  private record Clear(String name, String expression) {

    static Clear text(String name) {
      return new Clear(name, name + "::text");
    }

    static List<Clear> texts(String... names) {
      return Stream.of(names).map(Clear::text).toList();
    }

    static Clear utf8(String name) {
      return new Clear(name, "convert_from(" + name + ", 'UTF8')");
    }
  }

  private static List<String> rowOf(String... columns) {
    return List.of(columns);
  }

  /// The name of a row, within its tenant and table.
  ///
  /// @param key the values of its key, in the order of the table's
  public static String row(Object... key) {
    return Stream.of(key).map(String::valueOf).collect(Collectors.joining("/"));
  }

  public String table() {
    return table;
  }

  public String column() {
    return column;
  }

  /// The columns in clear that it replaces, in the order of its parts.
  public List<String> replaced() {
    return clear.stream().map(Clear::name).toList();
  }

  int parts() {
    return clear.size();
  }

  /// The purpose under which a value is sealed.
  String purpose(String of) {
    return "personal/" + table + "." + column + "/" + of;
  }

  /// The rows of a table in which something is in clear, as a condition.
  String pending() {
    return "(" + pending + ")";
  }

  /// The row's name, as an expression.
  String rowExpression() {
    return row.stream().map(c -> c + "::text").collect(Collectors.joining(" || '/' || "));
  }

  /// The parts in clear, as expressions.
  List<String> clearExpressions() {
    return clear.stream().map(Clear::expression).toList();
  }

  /// The assignments that belong to the sealing of a value, for the first time or again.
  String clearing() {
    return clear.stream().map(c -> c.name() + " = null").collect(Collectors.joining(", "))
        + (besides.isEmpty() ? "" : ", " + besides);
  }
}
