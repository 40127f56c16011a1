package dev.brass.server.api.batch;

import dev.brass.server.api.batch.BatchProblem.Fault;
import dev.brass.server.batch.Call;
import dev.brass.server.batch.NewOperation;
import dev.brass.server.batch.References;
import dev.brass.server.secret.Masking;
import dev.brass.server.tenant.Scope;
import dev.brass.server.text.LinearPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the operations of one batch in order and records their faults. An operation may refer only
/// to earlier ones. Used by one thread.
final class OperationForm {

  private static final Set<String> METHODS = Set.of("DELETE", "GET", "PATCH", "POST", "PUT");
  private static final Set<String> NAMES =
      Set.of("http_method", "path", "body", "query_params", "reference", "depends_on");
  private static final LinearPattern REFERENCE = LinearPattern.of("[A-Za-z0-9_-]{1,64}");
  private static final int LONGEST_PATH = 4_096;
  private static final int MOST_DEPENDENCIES = 100;

  /// The value of a reference to another answer while paths are checked.
  private static final String ANY = "x";

  private static final int MOST_FAULTS = 100;

  private final InnerRoutes routes;
  private final BatchWire wire;
  private final Scope scope;
  private final int largestBody;
  private final boolean dry;
  private final Set<String> references = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> forbidden = new ArrayList<>();
  private String place = "";

  /// The most bytes that the current operation can have, which avoids measuring its parts.
  private int length;

  /// A reader.
  ///
  /// @param scope of the key that runs the operations
  /// @param largestBody of an operation, in bytes
  /// @param dry whether paths without a route are reported, too
  OperationForm(InnerRoutes routes, BatchWire wire, Scope scope, int largestBody, boolean dry) {
    this.routes = routes;
    this.wire = wire;
    this.scope = scope;
    this.largestBody = largestBody;
    this.dry = dry;
  }

  /// Whether there is no fault so far.
  boolean isFine() {
    return faults.isEmpty() && forbidden.isEmpty();
  }

  /// Whether there are so many faults that reading on is useless.
  boolean isEnough() {
    return faults.size() >= MOST_FAULTS || forbidden.size() >= MOST_FAULTS;
  }

  /// All faults.
  List<Fault> faults() {
    List<Fault> all = new ArrayList<>(forbidden);
    all.addAll(faults);
    return all;
  }

  /// Ends the reading.
  ///
  /// @throws BatchProblem when there were faults: nothing of the batch may run then
  void check() {
    if (!forbidden.isEmpty()) {
      throw new BatchProblem(
          403,
          "forbidden",
          "batch.not_permitted",
          "This API key is read-only, and the batch has operations that change something."
              + " Nothing was carried out.",
          forbidden);
    }
    if (!faults.isEmpty()) {
      throw BatchProblem.invalid(faults);
    }
  }

  /// Records a fault of the next operation as a whole.
  void unreadable(int index, String message) {
    place = "batch_operations[" + index + "]";
    fault("", "invalid", "batch_operation.invalid", message);
  }

  /// Records that the operation that was read last would be refused.
  void refused(String message) {
    fault("", "refused", "batch_operation.refused", message);
  }

  /// Reads the next operation; empty when it has faults.
  ///
  /// @param atMost most bytes that it can have
  Optional<NewOperation> read(int index, JsonNode json, int atMost) {
    length = atMost;
    place = "batch_operations[" + index + "]";
    int before = faults.size() + forbidden.size();
    if (!(json instanceof ObjectNode operation)) {
      fault("", "invalid", "batch_operation.invalid", "must be an object");
      return Optional.empty();
    }
    for (String name : operation.propertyNames()) {
      if (!NAMES.contains(name)) {
        fault(
            "." + clipped(name),
            "unknown",
            "batch_operation.attribute.unknown",
            "is not known; an operation has "
                + String.join(", ", NAMES.stream().sorted().toList()));
      }
    }
    String method = method(operation.get("http_method"));
    InnerPath path = path(operation.get("path"));
    ObjectNode body = object(operation.get("body"), "body");
    ObjectNode query = query(operation.get("query_params"));
    String reference = reference(operation.get("reference"));
    Set<String> dependencies = dependencies(operation.get("depends_on"));
    if (method != null && path != null) {
      judge(method, path);
    }
    if (faults.size() + forbidden.size() > before || method == null || path == null) {
      return Optional.empty();
    }
    Call call = new Call(operation.get("path").stringValue(), query, body);
    dependOnWhatIsNamed(call, dependencies);
    if (reference != null) {
      references.add(reference);
    }
    return faults.size() > before
        ? Optional.empty()
        : Optional.of(
            new NewOperation(
                reference,
                List.copyOf(dependencies),
                method,
                routes.repetition(method, path),
                call,
                masked(call)));
  }

  private @Nullable String method(@Nullable JsonNode json) {
    if (json == null || json.isNull()) {
      fault(".http_method", "blank", "batch_operation.http_method.blank", "can't be blank");
      return null;
    }
    String method = json.isString() ? json.stringValue().toUpperCase(Locale.ROOT) : "";
    if (!METHODS.contains(method)) {
      fault(
          ".http_method",
          "inclusion",
          "batch_operation.http_method.inclusion",
          "must be one of DELETE, GET, PATCH, POST, PUT");
      return null;
    }
    return method;
  }

  private @Nullable InnerPath path(@Nullable JsonNode json) {
    if (json == null || json.isNull() || (json.isString() && json.stringValue().isBlank())) {
      fault(".path", "blank", "batch_operation.path.blank", "can't be blank");
      return null;
    }
    String text = json.isString() ? json.stringValue() : "";
    if (text.length() > LONGEST_PATH) {
      fault(
          ".path",
          "too_long",
          "batch_operation.path.too_long",
          "is longer than " + LONGEST_PATH + " characters");
      return null;
    }
    Optional<InnerPath> path = InnerPath.read(References.replaced(text, ANY));
    if (path.isEmpty()) {
      fault(
          ".path",
          "invalid",
          "batch_operation.path.invalid",
          "must start with / and contain only valid URL characters");
    }
    return path.orElse(null);
  }

  private void judge(String method, InnerPath path) {
    if (path.isNested()) {
      fault(
          ".path",
          "nested",
          "batch_operation.path.nested",
          "leads to a batch; batches cannot be nested");
    } else if (scope == Scope.READ && !method.equals("GET")) {
      forbidden.add(
          new Fault(
              place,
              "forbidden",
              "batch_operation.not_permitted",
              Map.of(),
              method + " changes something, which this API key may not"));
    } else if (dry && !routes.exists(method, path)) {
      fault(
          ".path",
          "unknown",
          "batch_operation.path.unknown",
          "has no route: there is no " + method + " at this path");
    }
  }

  private @Nullable ObjectNode object(@Nullable JsonNode json, String name) {
    if (json == null || json.isNull()) {
      return null;
    }
    if (json.isArray() && json.isEmpty()) {
      // PHP encodes an empty object in this way.
      return BatchWire.object();
    }
    if (!(json instanceof ObjectNode object)) {
      fault(
          "." + name,
          "invalid",
          "batch_operation." + name + ".invalid",
          "must be an object or null");
      return null;
    }
    if (length > largestBody && wire.bytes(object).length > largestBody) {
      fault(
          "." + name,
          "too_long",
          "batch_operation." + name + ".too_long",
          "is larger than " + largestBody + " bytes");
      return null;
    }
    return object;
  }

  private @Nullable ObjectNode query(@Nullable JsonNode json) {
    ObjectNode query = object(json, "query_params");
    if (query != null) {
      for (Map.Entry<String, JsonNode> parameter : query.properties()) {
        JsonNode value = parameter.getValue();
        boolean nested =
            value.isObject()
                || (value.isArray() && value.valueStream().anyMatch(JsonNode::isContainer));
        if (nested) {
          fault(
              ".query_params." + clipped(parameter.getKey()),
              "invalid",
              "batch_operation.query_params.invalid",
              "must be a text, a number, true, false or a list of them");
        }
      }
    }
    return query;
  }

  private @Nullable String reference(@Nullable JsonNode json) {
    if (json == null || json.isNull()) {
      return null;
    }
    if (!json.isString() || !REFERENCE.matches(json.stringValue())) {
      fault(
          ".reference",
          "invalid",
          "batch_operation.reference.invalid",
          "must have 1 to 64 letters, digits, _ and -");
      return null;
    }
    if (references.contains(json.stringValue())) {
      fault(
          ".reference",
          "taken",
          "batch_operation.reference.taken",
          "belongs to an earlier operation of the batch");
      return null;
    }
    return json.stringValue();
  }

  private Set<String> dependencies(@Nullable JsonNode json) {
    Set<String> dependencies = new LinkedHashSet<>();
    if (json == null || json.isNull()) {
      return dependencies;
    }
    if (!json.isArray() || json.size() > MOST_DEPENDENCIES) {
      fault(
          ".depends_on",
          "invalid",
          "batch_operation.depends_on.invalid",
          "must be a list of at most " + MOST_DEPENDENCIES + " references");
      return dependencies;
    }
    for (JsonNode item : json) {
      String name = item.isString() ? item.stringValue() : "";
      if (references.contains(name)) {
        dependencies.add(name);
      } else {
        unknown(".depends_on", name);
      }
    }
    return dependencies;
  }

  private void dependOnWhatIsNamed(Call call, Set<String> dependencies) {
    for (String name : References.in(call)) {
      if (references.contains(name)) {
        dependencies.add(name);
      } else {
        unknown("", name);
      }
    }
    if (dependencies.size() > MOST_DEPENDENCIES) {
      fault(
          "",
          "too_many",
          "batch_operation.depends_on.too_many",
          "refers to more than " + MOST_DEPENDENCIES + " operations");
    }
  }

  private void unknown(String attribute, String name) {
    fault(
        attribute,
        "unknown",
        "batch_operation.depends_on.unknown",
        "names '" + clipped(name) + "', which is the reference of no earlier operation");
  }

  private Call masked(Call call) {
    return new Call(
        maskedPath(call.path()),
        call.query() == null ? null : (ObjectNode) Masking.of(call.query()),
        call.body() == null ? null : (ObjectNode) Masking.of(call.body()));
  }

  /// Masked like any URL with a query.
  private static String maskedPath(String path) {
    if (path.indexOf('?') < 0) {
      return path;
    }
    String prefix = "http://x";
    return Masking.of(BatchWire.object().put("url", prefix + path))
        .get("url")
        .stringValue()
        .substring(prefix.length());
  }

  private static String clipped(String text) {
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }

  private void fault(String attribute, String type, String code, String message) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(new Fault(place + attribute, type, code, Map.of(), message));
    }
  }
}
