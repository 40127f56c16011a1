package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.brass.testkit.SilentProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilentProxyTest {

  private static final int MOMENT_MILLIS = 150;

  private final AtomicInteger heard = new AtomicInteger();
  private ServerSocket echo;
  private SilentProxy proxy;

  /// A server that says every byte again.
  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    proxy =
        SilentProxy.to(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort()));
  }

  private void accept() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      for (int said; (said = socket.getInputStream().read()) >= 0; ) {
        heard.incrementAndGet();
        socket.getOutputStream().write(said);
      }
    } catch (IOException e) {
      // Cut.
    }
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(MOMENT_MILLIS);
    return socket;
  }

  private static void hearsNothing(Socket socket) {
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  private static int answer(Socket socket, int said) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(said);
    int answer = socket.getInputStream().read();
    socket.setSoTimeout(MOMENT_MILLIS);
    return answer;
  }

  @Test
  void nothingIsHeardDuringASilenceAndAllOfItAfterwards() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);

      proxy.fallSilent();
      socket.getOutputStream().write(2);
      hearsNothing(socket);
      assertThat(heard).hasValue(1);

      proxy.speak();
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void oneWayCanBeSilentAlone() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);

      proxy.fallSilent(Direction.TO_CLIENT);
      socket.getOutputStream().write(2);
      await().until(() -> heard.get() == 2);
      hearsNothing(socket);
    }
  }

  @Test
  void newConnectionsAreTakenAndNotAnsweredDuringASilence() throws IOException {
    proxy.fallSilent();
    try (Socket socket = connect()) {
      socket.getOutputStream().write(1);
      hearsNothing(socket);
      proxy.speak();
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void theEndOfOneSideIsNotHeardDuringASilence() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);
      proxy.fallSilent();
    }
    await().during(Duration.ofMillis(MOMENT_MILLIS)).until(() -> proxy.connections() == 1);
    proxy.speak();
    await().until(() -> proxy.connections() == 0);
  }

  @Test
  void whatIsCutEndsAtOnceAndNewConnectionsWork() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);
      proxy.fallSilent();
      proxy.cut();
      socket.setSoTimeout(10_000);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    proxy.speak();
    try (Socket again = connect()) {
      assertThat(answer(again, 2)).isEqualTo(2);
    }
  }

  @Test
  void anAddressLeadsThroughItInstead() {
    assertThat(proxy.instead("jdbc:x://127.0.0.1:" + echo.getLocalPort() + "/db"))
        .isEqualTo("jdbc:x://127.0.0.1:" + proxy.port() + "/db");
  }
}
