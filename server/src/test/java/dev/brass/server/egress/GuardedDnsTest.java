package dev.brass.server.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which hosts and ports are called at a client's wish.
class GuardedDnsTest {

  private final OwnPorts ownPorts = new OwnPorts();
  private final GuardedDns anywhere =
      GuardedDns.of(AllowedNetworks.ANY, ownPorts, Duration.ofSeconds(10));

  @AfterEach
  void close() {
    anywhere.close();
  }

  /// To some programs these are this machine, and to others another address or a name.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7F000001",
        "127.1",
        "127.0.1",
        "2130706433",
        "017700000001",
        "127.0.0.1.",
        "127.0.0.01",
        "127.0.0.1.5",
        "1.2.3.256",
        "a.b.1",
        "0x",
        "8.8.2056"
      })
  void aNumberThatIsNotFourDecimalOnesIsCalledByNobody(String host) {
    assertThat(anywhere.isPrivateLiteral(host)).isTrue();
    assertThatThrownBy(() -> anywhere.resolve(host)).isInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> anywhere.resolve(host, 80)).isInstanceOf(UnknownHostException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "8.8.8.8", "0.0.0.0", "255.255.255.255", "10.20.30.40"})
  void fourDecimalOnesAreAnAddress(String host) throws UnknownHostException {
    assertThat(anywhere.isPrivateLiteral(host)).isFalse();
    assertThat(anywhere.resolve(host)).containsExactly(InetAddress.getByName(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.example", "a1.example", "1a.example", "x.0xg", "localhost"})
  void namesAreNames(String host) {
    assertThat(anywhere.isPrivateLiteral(host)).isFalse();
  }

  @Test
  void nobodySendsTheServerToItself() throws UnknownHostException {
    ownPorts.add(8_080);
    assertThat(anywhere.resolve("127.0.0.1", 8_081)).hasSize(1);
    for (String here : new String[] {"127.0.0.1", "127.9.9.9", "0.0.0.0", "::1", "localhost"}) {
      assertThatThrownBy(() -> anywhere.resolve(here, 8_080))
          .as(here)
          .isInstanceOf(UnknownHostException.class);
    }
    assertThat(anywhere.resolve("8.8.8.8", 8_080)).hasSize(1);
  }
}
