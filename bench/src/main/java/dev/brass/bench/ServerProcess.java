package dev.brass.bench;

import dev.brass.server.config.DataFolder;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.KeysFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A whole server in a process of its own, started as an operator starts it, on the PostgreSQL of a
/// [Lab]. Beside the sandbox's stores it has the store [#STORE], which answers at once, and those
/// that it is given.
final class ServerProcess implements AutoCloseable {

  /// The code of the store that answers at once.
  static final String STORE = "instant";

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String MASTER_KEY = "master-key.json";

  private static final String SETTINGS =
      """
      profile: development
      stores:
        - code: %s
          platform: instant
          hosts: [instant.example]
      """
          .formatted(STORE);

  private final JavaProcess process;
  private final URI url;
  private final KeysFile keys;

  private ServerProcess(JavaProcess process, URI url, KeysFile keys) {
    this.process = process;
    this.url = url;
    this.keys = keys;
  }

  /// Starts a server; returns when it serves.
  ///
  /// @param name of its database and of its data folder
  /// @param roles as in the setting `roles`
  static ServerProcess start(Lab lab, String name, String roles) throws IOException {
    return start(lab, name, roles, List.of());
  }

  /// As above.
  ///
  /// @param flags more settings
  static ServerProcess start(Lab lab, String name, String roles, List<String> flags)
      throws IOException {
    return start(lab, name, roles, List.of(), flags);
  }

  /// As above.
  ///
  /// @param shops more stores
  static ServerProcess start(
      Lab lab, String name, String roles, List<ShopStore> shops, List<String> flags)
      throws IOException {
    return start(
        lab.database(name),
        Files.createDirectories(lab.folder().resolve(name)),
        roles,
        shops,
        flags);
  }

  /// Starts another node on the database of one that was started first.
  ///
  /// @param number tells the nodes of a database apart
  static ServerProcess join(
      Lab lab, String name, int number, String roles, List<ShopStore> shops, List<String> flags)
      throws IOException {
    Path first = lab.folder().resolve(name);
    Path data = Files.createDirectories(lab.folder().resolve(name + "-" + number));
    for (String file : List.of(MASTER_KEY, KeysFile.NAME)) {
      Files.copy(first.resolve(file), data.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    return start(lab.database(name), data, roles, shops, flags);
  }

  private static ServerProcess start(
      String database, Path data, String roles, List<ShopStore> shops, List<String> flags)
      throws IOException {
    StringBuilder settings = new StringBuilder(SETTINGS);
    shops.forEach(shop -> settings.append(shop.yaml()));
    Path config = Files.writeString(data.resolve("brass.yaml"), settings);
    JavaProcess process =
        JavaProcess.start(
            "dev.brass.server.Main",
            data.resolve("log"),
            Stream.concat(
                    Stream.of(
                        "up",
                        "--port=0",
                        "--data=" + data,
                        "--config=" + config,
                        "--db=" + database,
                        "--roles=" + roles),
                    flags.stream())
                .toList());
    boolean started = false;
    try {
      URI url = URI.create(process.awaitLine("ready "));
      KeysFile keys = KeysFile.read(new DataFolder(data)).orElseThrow();
      started = true;
      return new ServerProcess(process, url, keys);
    } finally {
      if (!started) {
        process.close();
      }
    }
  }

  URI url() {
    return url;
  }

  /// A request to the classic API.
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path))
        .header("Authorization", "Basic " + credentials())
        .timeout(LONGEST);
  }

  /// A request to the current API with a live key; whoever sends it says how long he waits.
  HttpRequest.Builder currentRequest(String path) {
    return HttpRequest.newBuilder(url.resolve(path))
        .header("Authorization", "Bearer " + key(KeyKind.LIVE));
  }

  /// A submission to the classic API as bytes on the wire.
  byte[] post(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return ("POST /v1/orders HTTP/1.1\r\n"
            + headers()
            + "Content-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// A look at an order through the classic API as bytes on the wire.
  byte[] get(String requestId) {
    return ("GET /v1/orders/" + requestId + " HTTP/1.1\r\n" + headers() + "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /// The value of `Authorization` for the classic API.
  String classicAuthorization() {
    return "Basic " + credentials();
  }

  /// As above, for the current API.
  String currentAuthorization() {
    return "Bearer " + key(KeyKind.LIVE);
  }

  private String headers() {
    return "Host: "
        + url.getAuthority()
        + "\r\nUser-Agent: bench\r\nAccept: */*\r\nAuthorization: Basic "
        + credentials()
        + "\r\n";
  }

  private String credentials() {
    return Base64.getEncoder()
        .encodeToString((key(KeyKind.CLIENT) + ":").getBytes(StandardCharsets.UTF_8));
  }

  /// A request to the operator's API.
  HttpRequest.Builder operatorRequest(String path) {
    return HttpRequest.newBuilder(url.resolve(path))
        .header("Authorization", "Bearer " + key(KeyKind.ADMIN))
        .timeout(LONGEST);
  }

  JavaProcess process() {
    return process;
  }

  private String key(KeyKind kind) {
    return Objects.requireNonNull(keys.keys().get(kind)).reveal();
  }

  @Override
  public void close() {
    process.close();
  }
}
