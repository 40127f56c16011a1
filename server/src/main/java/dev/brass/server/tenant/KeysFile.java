package dev.brass.server.tenant;

import dev.brass.server.config.DataFolder;
import dev.brass.spi.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The content of `keys.json` in the data folder, from which programs on the same machine learn the
/// address of the server and the keys to call it.
///
/// @param baseUrl the address of the server, such as `http://127.0.0.1:8080`
/// @param keys one of each kind that programs use
public record KeysFile(String baseUrl, Map<KeyKind, Secret<String>> keys) {

  public static final String NAME = "keys.json";

  private static final Map<KeyKind, String> FIELDS =
      Map.of(
          KeyKind.CLIENT, "client_token",
          KeyKind.LIVE, "api_key",
          KeyKind.TEST, "test_api_key",
          KeyKind.ADMIN, "admin_key");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  public KeysFile {
    keys = Map.copyOf(keys);
    if (keys.size() != FIELDS.size()) {
      throw new IllegalArgumentException("there must be one key of each kind");
    }
  }

  /// New keys that are not stored yet.
  static KeysFile random(String baseUrl) {
    Map<KeyKind, Secret<String>> keys = new TreeMap<>();
    for (KeyKind kind : FIELDS.keySet()) {
      keys.put(kind, KeyText.random(kind));
    }
    return new KeysFile(baseUrl, keys);
  }

  KeysFile withBaseUrl(String newBaseUrl) {
    return new KeysFile(newBaseUrl, keys);
  }

  /// Reads the file; empty when it does not exist.
  ///
  /// @throws IllegalStateException when [#write] did not write it
  public static Optional<KeysFile> read(DataFolder folder) {
    return folder.read(NAME).map(text -> parse(folder, text));
  }

  private static KeysFile parse(DataFolder folder, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      Map<KeyKind, Secret<String>> keys = new TreeMap<>();
      FIELDS.forEach((kind, field) -> keys.put(kind, Secret.of(json.required(field).asString())));
      boolean wellFormed =
          keys.entrySet().stream()
              .allMatch(
                  entry ->
                      KeyText.isKey(entry.getValue().reveal())
                          && entry.getValue().reveal().startsWith(entry.getKey().prefix()));
      if (wellFormed) {
        return new KeysFile(json.required("base_url").asString(), keys);
      }
    } catch (JacksonException e) {
      // Not as the cause: it quotes the text around the error.
    }
    throw new IllegalStateException(
        folder.file(NAME)
            + " is not a file with this server's keys; move it away and start again, then make new"
            + " keys by 'brass keys create'");
  }

  public Secret<String> key(KeyKind kind) {
    return Objects.requireNonNull(keys.get(kind));
  }

  public void write(DataFolder folder) {
    ObjectNode json = JSON.createObjectNode();
    json.put("base_url", baseUrl);
    keys.keySet().stream().sorted().forEach(kind -> json.put(FIELDS.get(kind), key(kind).reveal()));
    folder.write(NAME, JSON.writeValueAsString(json) + "\n");
  }

  /// Without the keys.
  @Override
  public String toString() {
    return "KeysFile[" + baseUrl + "]";
  }
}
