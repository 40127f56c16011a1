package dev.brass.server.e2e;

import dev.brass.server.Server;
import dev.brass.server.config.Configuration;
import dev.brass.server.config.Settings;
import dev.brass.server.config.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole server on a free port, known by what its users know: its address and its `keys.json`.
public final class RunningServer implements AutoCloseable {

  private final Server server;
  private final Path data;
  private final JsonNode keys;

  private RunningServer(Server server, Path data, JsonNode keys) {
    this.server = server;
    this.data = data;
    this.keys = keys;
  }

  /// Starts one with a database of its own in a fresh data folder, as a user's first start does.
  public static RunningServer start(Path data) {
    return start(data, Map.of());
  }

  /// Starts one.
  ///
  /// @param settings more than the folder and the port, by key; `config` is a file of more
  public static RunningServer start(Path data, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("port", "0");
    all.put("data", data.toString());
    all.putIfAbsent("webhooks.allow-private", "true");
    // The PostgreSQL of a test run does not wait for the disk.
    all.putIfAbsent("database.check-durability", "false");
    String file = all.remove("config");
    Sources sources = Sources.none().withDefaults(all);
    Settings effective =
        Configuration.load(file == null ? sources : sources.withFlags(Map.of("config", file)))
            .settings();
    Server server = Server.start(effective, InstantSource.system());
    try {
      return new RunningServer(
          server, data, JsonMapper.shared().readTree(Files.readString(data.resolve("keys.json"))));
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return server.baseUrl();
  }

  public Path data() {
    return data;
  }

  /// A key by its name in `keys.json`, such as `api_key`.
  public String key(String name) {
    return keys.get(name).asString();
  }

  /// What a client in another process needs to know.
  public Map<String, String> environment() {
    return Map.of(
        "BRASS_URL", url(),
        "BRASS_CLIENT_TOKEN", key("client_token"),
        "BRASS_API_KEY", key("api_key"),
        "BRASS_TEST_API_KEY", key("test_api_key"),
        "BRASS_ADMIN_KEY", key("admin_key"));
  }

  /// A client of the classic API, with the default tenant's token.
  public Client classic() {
    return classic(key("client_token"));
  }

  Client classic(String token) {
    String pair =
        Base64.getEncoder().encodeToString((token + ":").getBytes(StandardCharsets.UTF_8));
    return stranger().with("Authorization", "Basic " + pair);
  }

  /// A client of the current API, with the default tenant's live key.
  public Client live() {
    return bearer(key("api_key"));
  }

  /// A client of the current API, with the default tenant's test key.
  public Client test() {
    return bearer(key("test_api_key"));
  }

  public Client operator() {
    return bearer(key("admin_key"));
  }

  Client bearer(String key) {
    return stranger().with("Authorization", "Bearer " + key);
  }

  /// A client that shows no key.
  public Client stranger() {
    return new Client(url(), Map.of());
  }

  @Override
  public void close() {
    server.close();
  }
}
