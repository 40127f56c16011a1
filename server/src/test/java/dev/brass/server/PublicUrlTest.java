package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicUrlTest {

  @Test
  void isAPlaceWithoutASlashAtItsEnd() {
    assertThat(PublicUrl.parse("https://shop.example/brass/"))
        .isEqualTo(URI.create("https://shop.example/brass"));
    assertThat(PublicUrl.parse(" HTTP://[::1]:8080// ")).isEqualTo(URI.create("http://[::1]:8080"));
    for (String bad :
        new String[] {
          "shop.example",
          "ftp://shop.example",
          "https://shop.example?a=1",
          "https://shop.example#a",
          "https://me@shop.example",
          "ht tp:"
        }) {
      assertThatThrownBy(() -> PublicUrl.parse(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("http.public-url");
    }
  }

  @Test
  void theOldNameIsRefusedWithTheNewOne() {
    assertThatThrownBy(() -> Settings.of(Map.of("mail.base-url", "https://shop.example")))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .contains("mail.base-url")
                    .endsWith("it is called http.public-url now"));
  }
}
