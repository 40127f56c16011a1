package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.form.Fields;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.text.Characters;
import dev.brass.server.text.Instants;
import dev.brass.server.text.PlainText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads query parameters and collects all faults. An empty parameter counts as absent; unknown
/// ones are ignored, because later clients send more. Used by one thread.
final class Query {

  private static final int LONGEST = 500;

  private final ApiRequest request;
  private final List<Fault> faults = new ArrayList<>();

  Query(ApiRequest request) {
    this.request = request;
  }

  void check() {
    if (!faults.isEmpty()) {
      throw new InvalidInput(faults);
    }
  }

  void fault(String name, String message) {
    faults.add(new Fault(List.of("query", name), message, "value_error"));
  }

  @Nullable String text(String name) {
    String value = request.query(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (value.length() > LONGEST) {
      faults.add(
          new Fault(
              List.of("query", name),
              "String should have at most " + LONGEST + " characters",
              "string_too_long"));
      return null;
    }
    if (!PlainText.isLine(value)) {
      fault(name, "Value error, " + name + " " + PlainText.NO_LINE);
      return null;
    }
    return value;
  }

  /// A required parameter; null when it is absent, which is a fault.
  @Nullable String required(String name, int longest) {
    String given = request.query(name);
    if (given == null || given.isBlank()) {
      faults.add(new Fault(List.of("query", name), "Field required", "missing"));
      return null;
    }
    String value = text(name);
    if (value == null) {
      return null;
    }
    if (value.length() > longest) {
      faults.add(
          new Fault(
              List.of("query", name),
              "String should have at most " + longest + " characters",
              "string_too_long"));
      return null;
    }
    return value;
  }

  boolean has(String name) {
    String value = request.query(name);
    return value != null && !value.isEmpty();
  }

  int number(String name, int min, int max, int absent) {
    String value = text(name);
    if (value == null) {
      return absent;
    }
    int number;
    try {
      number = Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      faults.add(
          new Fault(
              List.of("query", name),
              "Input should be a valid integer, unable to parse string as an integer",
              "int_parsing"));
      return absent;
    }
    if (number < min) {
      faults.add(
          new Fault(
              List.of("query", name),
              "Input should be greater than or equal to " + min,
              "greater_than_equal"));
      return absent;
    }
    if (number > max) {
      faults.add(
          new Fault(
              List.of("query", name),
              "Input should be less than or equal to " + max,
              "less_than_equal"));
      return absent;
    }
    return number;
  }

  @Nullable Boolean flag(String name) {
    String value = word(name, List.of("true", "false", "1", "0"));
    return value == null ? null : value.equals("true") || value.equals("1");
  }

  @Nullable String word(String name, List<String> words) {
    String value = text(name);
    if (value != null && !words.contains(value)) {
      faults.add(
          new Fault(List.of("query", name), "Input should be " + Fields.quoted(words), "enum"));
      return null;
    }
    return value;
  }

  @Nullable UUID uuid(String name) {
    String value = text(name);
    if (value != null && !Characters.areUuid(value)) {
      faults.add(new Fault(List.of("query", name), Fields.NO_UUID, "uuid_parsing"));
      return null;
    }
    return value == null ? null : UUID.fromString(value);
  }

  /// An instant with an offset, or a local time or date taken as UTC.
  @Nullable Instant instant(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      return Instants.read(value);
    } catch (DateTimeParseException e) {
      faults.add(new Fault(List.of("query", name), Fields.NO_DATETIME, "datetime_parsing"));
      return null;
    }
  }
}
