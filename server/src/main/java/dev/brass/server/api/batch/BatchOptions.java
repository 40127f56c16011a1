package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.batch.BatchProblem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The options of a batch besides its operations; an extension of the documents.
///
/// @param parallel whether operations may run at the same time: `mode` is `parallel`
/// @param stopOnError whether the first operation that fails ends the batch
/// @param dryRun whether nothing is stored or carried out
/// @param idempotencyKey null when the client sent none
record BatchOptions(
    boolean parallel, boolean stopOnError, boolean dryRun, @Nullable String idempotencyKey) {

  static final Set<String> NAMES = Set.of("mode", "stop_on_error", "dry_run", "idempotency_key");

  private static final String OPERATIONS = "batch_operations";
  private static final int LONGEST_KEY = 255;

  /// The options in the object that has the operations.
  static BatchOptions of(ApiRequest request, ObjectNode batch) {
    Reader reader = new Reader();
    for (String name : batch.propertyNames()) {
      if (!NAMES.contains(name) && !name.equals(OPERATIONS)) {
        reader.fault(
            name.length() > 64 ? name.substring(0, 64) : name,
            "unknown",
            "is not known; a batch has batch_operations, dry_run, idempotency_key, mode and"
                + " stop_on_error");
      }
    }
    return reader.read(
        batch.get("mode"),
        batch.get("stop_on_error"),
        batch.get("dry_run"),
        batch.get("idempotency_key"),
        request.header("idempotency-key"));
  }

  /// The options in the query, for a body that contains operations only.
  static BatchOptions of(ApiRequest request) {
    return new Reader()
        .read(
            text(request, "mode"),
            flag(request, "stop_on_error"),
            flag(request, "dry_run"),
            text(request, "idempotency_key"),
            request.header("idempotency-key"));
  }

  private static @Nullable JsonNode text(ApiRequest request, String name) {
    String value = request.query(name);
    return value == null || value.isEmpty() ? null : BatchWire.object().put(name, value).get(name);
  }

  private static @Nullable JsonNode flag(ApiRequest request, String name) {
    String value = request.query(name);
    ObjectNode holder = BatchWire.object();
    return value == null || value.isEmpty()
        ? null
        : switch (value) {
          case "true", "1" -> holder.put(name, true).get(name);
          case "false", "0" -> holder.put(name, false).get(name);
          default -> holder.put(name, value).get(name);
        };
  }

  /// A collector of faults.
  private static final class Reader {

    private final List<Fault> faults = new ArrayList<>();

    void fault(String name, String type, String message) {
      faults.add(new Fault(name, type, "batch." + name + "." + type, Map.of(), message));
    }

    BatchOptions read(
        @Nullable JsonNode mode,
        @Nullable JsonNode stop,
        @Nullable JsonNode dry,
        @Nullable JsonNode key,
        @Nullable String header) {
      boolean parallel = parallel(mode);
      boolean stopOnError = isTrue("stop_on_error", stop);
      boolean dryRun = isTrue("dry_run", dry);
      String idempotencyKey = key(key, header);
      if (!faults.isEmpty()) {
        throw BatchProblem.invalid(faults);
      }
      return new BatchOptions(parallel, stopOnError, dryRun, idempotencyKey);
    }

    private boolean parallel(@Nullable JsonNode json) {
      if (json == null || json.isNull()) {
        return false;
      }
      String mode = json.isString() ? json.stringValue() : "";
      if (!mode.equals("ordered") && !mode.equals("parallel")) {
        fault("mode", "inclusion", "must be ordered or parallel");
      }
      return mode.equals("parallel");
    }

    private boolean isTrue(String name, @Nullable JsonNode json) {
      if (json == null || json.isNull()) {
        return false;
      }
      if (!json.isBoolean()) {
        fault(name, "invalid", "must be true or false");
        return false;
      }
      return json.booleanValue();
    }

    private @Nullable String key(@Nullable JsonNode json, @Nullable String header) {
      String key =
          json == null || json.isNull() ? header : json.isString() ? json.stringValue() : "";
      if (key == null) {
        return null;
      }
      boolean fits =
          !key.isBlank()
              && key.length() <= LONGEST_KEY
              && key.chars().noneMatch(Character::isISOControl);
      if (!fits) {
        fault(
            "idempotency_key", "invalid", "must be a text of 1 to " + LONGEST_KEY + " characters");
      }
      return key;
    }
  }
}
