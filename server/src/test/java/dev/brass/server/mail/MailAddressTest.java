package dev.brass.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.net",
        "Ada.Lovelace+orders@mail.example.co.uk",
        "o'neill@example.net",
        "a@xn--bcher-kva.example",
        "1@2.example"
      })
  void takesWhatPeopleHave(String address) {
    assertThat(MailAddress.problem(address)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "@example.net",
        "ada@",
        "ada@example",
        "ada@-example.net",
        "ada@example..net",
        ".ada@example.net",
        "ada.@example.net",
        "a@b@example.net",
        "a b@example.net",
        "\"a\"@example.net",
        "ada@example.net\n",
        "ada@example.net\r\nBcc: b@example.net",
        "ada(x)@example.net",
        "a,b@example.net",
        "ada@[10.0.0.1]",
        "ada@bücher.example"
      })
  void refusesWhatIsMoreOrLessThanAnAddress(String address) {
    assertThat(MailAddress.problem(address)).isNotNull();
  }

  @Test
  void readsASender() {
    MailSettings.Sender sender = MailSettings.Sender.parse("Example Shop <orders@example.com>");
    assertThat(sender).isEqualTo(new MailSettings.Sender("Example Shop", "orders@example.com"));
    assertThat(MailSettings.Sender.parse("orders@example.com").name()).isEqualTo("example.com");
    assertThatThrownBy(() -> MailSettings.Sender.parse("Shop <orders>"))
        .hasMessageContaining("mail.from");
    assertThatThrownBy(() -> MailSettings.Sender.parse("Shop\nBcc: x <orders@example.com>"))
        .hasMessageContaining("mail.from");
  }
}
