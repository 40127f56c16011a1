package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.brass.server.connect.RecordingProxy;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That a program which begins as [Main] does can show a password to a proxy on the way to a page
/// by https. Each call is made by a process of its own, because the JDK asks once whether it may.
class TunnelTest {

  private static final String KEYS_PASSWORD = "changeit";

  @TempDir private Path folder;

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpsServer shop;
  private RecordingProxy proxy;

  @BeforeEach
  void start() throws Exception {
    shop = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    shop.setHttpsConfigurator(new HttpsConfigurator(contextForShop()));
    shop.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          seen.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().containsKey("Proxy-Authorization"));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    shop.start();
    proxy = RecordingProxy.to(shop.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    proxy.close();
    shop.stop(0);
  }

  @Test
  void aPasswordIsShownToTheProxyAndNotToTheStore() throws Exception {
    assertThat(run("prepared")).isEqualTo("200 hello");
    assertThat(proxy.asked())
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.line()).isEqualTo("CONNECT shop.example:443 HTTP/1.1");
              assertThat(asked.authorization()).startsWith("Basic ");
              assertThat(asked.head()).doesNotContain("/cart");
            });
    assertThat(seen).containsExactly("/cart false");
  }

  /// Without the preparation the JDK keeps the password to itself; should it ever not, that is
  /// worth knowing.
  @Test
  void withoutItsBeginningNothingIsSent() throws Exception {
    assertThat(run("unprepared")).isEqualTo("not sent");
    assertThat(seen).isEmpty();
  }

  private String run(String preparation) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djavax.net.ssl.trustStore=" + keys(),
                "-Djavax.net.ssl.trustStorePassword=" + KEYS_PASSWORD,
                "-cp",
                classPath(),
                TunnelProgram.class.getName(),
                Integer.toString(proxy.port()),
                preparation)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    return output.strip();
  }

  /// Of this test, however it was started.
  private static String classPath() {
    ClassLoader loader = TunnelTest.class.getClassLoader();
    Stream<String> loaded =
        loader instanceof URLClassLoader urls
            ? Arrays.stream(urls.getURLs()).map(TunnelTest::file)
            : Stream.empty();
    return Stream.concat(loaded, Stream.of(System.getProperty("java.class.path")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String file(URL url) {
    return Path.of(URI.create(url.toString())).toString();
  }

  private Path keys() {
    return folder.resolve("keys.p12");
  }

  private SSLContext contextForShop() throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "shop",
                "-keyalg",
                "EC",
                "-dname",
                "CN=shop.example",
                "-ext",
                "san=dns:shop.example",
                "-keystore",
                keys().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                KEYS_PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys())) {
      keys.load(in, KEYS_PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, KEYS_PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
