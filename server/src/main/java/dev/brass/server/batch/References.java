package dev.brass.server.batch;

import dev.brass.server.batch.RunRepository.Ending;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// References in an operation to parts of an earlier answer, such as
/// `{{order.response_body.request_id}}`, `{{list.response_body.orders[0].id}}` or
/// `{{order.response_status}}`. They may be in the path, in values of the query, and in texts of
/// the body; a text that consists of one reference is replaced by the value itself, which may be a
/// number or an object.
public final class References {

  private static final Pattern PLACE =
      Pattern.compile(
          "\\{\\{\\s*([A-Za-z0-9_-]{1,64})\\.(response_body|response_status)"
              + "((?:\\.[^.{}\\s\\[\\]]{1,200}|\\[\\d{1,6}]){0,32})\\s*}}");
  private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[(\\d+)]");

  private final BatchJson json = new BatchJson();

  /// A reference that cannot be resolved.
  static final class Unresolved extends Exception {

    private static final long serialVersionUID = 1L;

    Unresolved(String message) {
      super(message);
    }
  }

  /// The references in a call, in order of appearance.
  public static Set<String> in(Call call) {
    Set<String> found = new LinkedHashSet<>();
    collect(call.path(), found);
    collect(call.query(), found);
    collect(call.body(), found);
    return found;
  }

  /// A path with each reference replaced by a text.
  public static String replaced(String path, String by) {
    return PLACE.matcher(path).replaceAll(Matcher.quoteReplacement(by));
  }

  private static void collect(@Nullable JsonNode node, Set<String> into) {
    if (node == null) {
      return;
    }
    if (node.isString()) {
      collect(node.stringValue(), into);
    }
    node.forEach(inner -> collect(inner, into));
  }

  private static void collect(String text, Set<String> into) {
    if (text.contains("{{")) {
      PLACE.matcher(text).results().forEach(place -> into.add(place.group(1)));
    }
  }

  /// The call with all references replaced.
  ///
  /// @param endings of the operations to which it refers
  /// @param most bytes that may be inserted; with more the call is not made
  Call resolve(Call call, Map<String, Ending> endings, int most) throws Unresolved {
    Values values = new Values(endings, most);
    String path = values.text(call.path(), References::encoded);
    ObjectNode query = call.query() == null ? null : (ObjectNode) values.node(call.query());
    ObjectNode body = call.body() == null ? null : (ObjectNode) values.node(call.body());
    return new Call(path, query, body);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// The values of references; used for one call.
  private final class Values {

    private final Function<String, @Nullable Ending> endings;
    private final int most;
    private long put;

    /// Answers by the names of their operations, each parsed once.
    private final Map<String, Optional<ObjectNode>> answers = new HashMap<>();

    /// The values of references, by their text.
    private final Map<String, Found> found = new HashMap<>();

    Values(Map<String, Ending> endings, int most) {
      this.endings = endings::get;
      this.most = most;
    }

    /// A value.
    ///
    /// @param size its length as text
    private record Found(JsonNode value, int size) {}

    JsonNode node(JsonNode node) throws Unresolved {
      return switch (node) {
        case ObjectNode object -> {
          ObjectNode copy = JsonNodeFactory.instance.objectNode();
          for (Map.Entry<String, JsonNode> property : object.properties()) {
            copy.set(property.getKey(), node(property.getValue()));
          }
          yield copy;
        }
        case ArrayNode array -> {
          ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
          for (JsonNode item : array) {
            copy.add(node(item));
          }
          yield copy;
        }
        default -> node.isString() ? value(node) : node;
      };
    }

    private JsonNode value(JsonNode node) throws Unresolved {
      String text = node.stringValue();
      Matcher place = PLACE.matcher(text);
      return place.matches()
          ? found(place.toMatchResult())
          : text.contains("{{")
              ? JsonNodeFactory.instance.stringNode(text(text, UnaryOperator.identity()))
              : node;
    }

    String text(String text, UnaryOperator<String> written) throws Unresolved {
      List<MatchResult> places = new ArrayList<>();
      PLACE.matcher(text).results().forEach(places::add);
      StringBuilder result = new StringBuilder();
      int end = 0;
      for (MatchResult place : places) {
        JsonNode value = found(place);
        if (!value.isValueNode() || value.isNull()) {
          throw new Unresolved(
              place.group() + " is not a single value and cannot be part of a text");
        }
        result.append(text, end, place.start()).append(written.apply(value.asString()));
        end = place.end();
      }
      return result.append(text, end, text.length()).toString();
    }

    /// The value of a reference, as long as all values together are within the limit. A value is
    /// counted before it is copied, so that nothing large is created before it is refused.
    private JsonNode found(MatchResult place) throws Unresolved {
      Found known = found.get(place.group());
      if (known == null) {
        JsonNode value = looked(place);
        known = new Found(value, String.valueOf(json.text(value)).length());
        found.put(place.group(), known);
      }
      put += known.size();
      if (put > most) {
        throw new Unresolved(
            "the values of its references are longer than "
                + most
                + " bytes, which is more than an operation may have");
      }
      return known.value();
    }

    private JsonNode looked(MatchResult place) throws Unresolved {
      Ending ending = endings.apply(place.group(1));
      if (ending == null) {
        throw new Unresolved(place.group() + " names an operation that has not ended");
      }
      if (place.group(2).equals("response_status")) {
        Integer status = ending.responseStatus();
        if (status == null || !place.group(3).isEmpty()) {
          throw new Unresolved(place.group() + " has no value");
        }
        return JsonNodeFactory.instance.numberNode(status);
      }
      JsonNode value =
          answers
              .computeIfAbsent(
                  place.group(1), _ -> Optional.ofNullable(json.object(ending.responseBody())))
              .orElse(null);
      Matcher step = STEP.matcher(place.group(3));
      while (value != null && step.find()) {
        value = next(value, step);
      }
      if (value == null) {
        throw new Unresolved(place.group() + " is not in the answer of that operation");
      }
      return value;
    }

    /// A number is an index in a list, or the name of a field.
    private static @Nullable JsonNode next(JsonNode value, Matcher step) {
      String name = step.group(1) == null ? step.group(2) : step.group(1);
      if (value.isArray()) {
        return name.length() <= 6 && name.chars().allMatch(c -> c >= '0' && c <= '9')
            ? value.get(Integer.parseInt(name))
            : null;
      }
      return value.get(name);
    }
  }
}
