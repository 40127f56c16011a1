package dev.brass.server.api.batch;

import dev.brass.server.api.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// A scanner of large JSON text that builds no tree: it finds where the parts begin and end, and
/// each part can be parsed by itself. A tree takes some forty times the memory of its text.
/// Thread-safe.
final class JsonSlices {

  /// No object of this API has so many fields.
  private static final int MOST_MEMBERS = 100;

  private final JsonFactory factory;

  JsonSlices(int deepest) {
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(deepest)
                    .maxNumberLength(JsonText.LONGEST_NUMBER)
                    .maxNameLength(JsonText.LONGEST_NAME)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
  }

  /// A value within a text.
  ///
  /// @param from index of its first byte
  /// @param until index after its last byte
  record Slice(int from, int until) {

    int length() {
      return until - from;
    }
  }

  /// The fields of an object in all or part of a text; empty when it is not an object, is invalid
  /// JSON, has a field twice, or has more fields than any object of this API.
  Optional<Map<String, Slice>> members(byte[] text, Slice object) {
    return read(text, object, parser -> members(parser, object.from()));
  }

  /// The items of a list; empty when it is not a list.
  ///
  /// @param most items to read
  Optional<List<Slice>> items(byte[] text, Slice array, int most) {
    return read(text, array, parser -> items(parser, array.from(), most));
  }

  /// A text as bytes of UTF-8 without a byte order mark; empty when it is in another encoding.
  static Optional<byte[]> utf8(byte[] text) {
    for (int i = 0; i < Math.min(4, text.length); i++) {
      if (text[i] == 0) {
        return Optional.empty();
      }
    }
    boolean marked =
        text.length >= 3
            && (text[0] & 0xff) == 0xef
            && (text[1] & 0xff) == 0xbb
            && (text[2] & 0xff) == 0xbf;
    return Optional.of(marked ? Arrays.copyOfRange(text, 3, text.length) : text);
  }

  /// The text of a part, for messages.
  static String text(byte[] text, Slice slice) {
    return new String(text, slice.from(), slice.length(), StandardCharsets.UTF_8);
  }

  private interface Reading<T> {
    @Nullable T of(JsonParser parser);
  }

  private <T> Optional<T> read(byte[] text, Slice slice, Reading<T> reading) {
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), text, slice.from(), slice.length())) {
      T found = reading.of(parser);
      return found == null || parser.nextToken() != null ? Optional.empty() : Optional.of(found);
    } catch (JacksonException | NumberFormatException e) {
      // Not as the cause: the exception quotes the text, which may contain secrets.
      return Optional.empty();
    }
  }

  private static @Nullable Map<String, Slice> members(JsonParser parser, int offset) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return null;
    }
    Map<String, Slice> found = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (found.size() == MOST_MEMBERS || found.put(name, value(parser, offset)) != null) {
        return null;
      }
    }
    return found;
  }

  private static @Nullable List<Slice> items(JsonParser parser, int offset, int most) {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      return null;
    }
    List<Slice> found = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (found.size() < most) {
        found.add(value(parser, offset));
      } else {
        parser.skipChildren();
      }
    }
    return found;
  }

  private static Slice value(JsonParser parser, int offset) {
    int from = offset + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    parser.skipChildren();
    // The parser reads a string lazily; its end is not known before it is accessed.
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      parser.finishToken();
    }
    return new Slice(from, offset + Math.toIntExact(parser.currentLocation().getByteOffset()));
  }
}
