package dev.brass.conformance;

import dev.brass.server.Server;
import dev.brass.server.config.Configuration;
import dev.brass.server.config.Settings;
import dev.brass.server.config.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole server on a free port with a fresh data folder, known by what its users know: its
/// address and its `keys.json`.
final class StartedServer implements AutoCloseable {

  private final Server server;
  private final JsonNode keys;

  private StartedServer(Server server, JsonNode keys) {
    this.server = server;
    this.keys = keys;
  }

  static StartedServer start(Path data) {
    return start(data, "");
  }

  /// A server with more settings.
  ///
  /// @param yaml the settings file's content
  static StartedServer start(Path data, String yaml) {
    Path file = data.resolve("brass.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Settings settings =
        Configuration.load(
                Sources.none()
                    .withFlags(
                        Map.of(
                            "config",
                            file.toString(),
                            "port",
                            "0",
                            "data",
                            data.resolve("data").toString(),
                            "webhooks.allow-private",
                            "true")))
            .settings();
    Server server = Server.start(settings, InstantSource.system());
    try {
      return new StartedServer(
          server, JsonMapper.shared().readTree(Files.readString(data.resolve("data/keys.json"))));
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return server.baseUrl();
  }

  String key(String name) {
    return keys.get(name).asString();
  }

  /// What a client in another process needs to know.
  Map<String, String> environment() {
    return Map.of(
        "BRASS_URL", url(),
        "BRASS_CLIENT_TOKEN", key("client_token"),
        "BRASS_API_KEY", key("api_key"),
        "BRASS_TEST_API_KEY", key("test_api_key"));
  }

  @Override
  public void close() {
    server.close();
  }
}
