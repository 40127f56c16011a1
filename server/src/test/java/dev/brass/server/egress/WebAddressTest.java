package dev.brass.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "https://shop.example https://shop.example/",
        "HTTPS://Shop.Example/A https://shop.example/A",
        "https://shop.example/p?ref=a|b https://shop.example/p?ref=a%7Cb",
        "https://shop.example/p?q={x}&r=[1]^`\\ https://shop.example/p?q=%7Bx%7D&r=[1]%5E%60%5C",
        "https://shop.example/größe?q=é https://shop.example/gr%C3%B6%C3%9Fe?q=%C3%A9",
        "https://shop.example/50%?off=5% https://shop.example/50%25?off=5%25",
        "http://my_service:3000/hook http://my_service:3000/hook",
        "http://host.docker.internal:3000/hook http://host.docker.internal:3000/hook",
        "http://127.0.0.1:3000/ http://127.0.0.1:3000/",
        "http://[::1]:3000/hook http://[::1]:3000/hook",
        "https://bücher.example/ https://xn--bcher-kva.example/",
        "https://shop.example/a/./b/../c/%2e%2e/d https://shop.example/a/d",
        "https://shop.example/a/.. https://shop.example/",
        "https://shop.example:/a https://shop.example/a",
        "https://shop.example/dp/B07JGBW826#reviews https://shop.example/dp/B07JGBW826"
      })
  void takesWhatBrowsersTake(String written, String read) {
    assertThat(WebAddress.read(written)).hasToString(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00a0https://shop.example/a b ",
        "\ufeffhttps://shop.example/a b\n",
        "\u200bhttps://shop.example/a b"
      })
  void ignoresBlanksAroundAndEncodesThoseInside(String written) {
    assertThat(WebAddress.read(written)).hasToString("https://shop.example/a%20b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.1:3000/hook",
        "ftp://shop.example/",
        "javascript:alert(1)",
        "http:/shop.example",
        "http:shop.example",
        "http:///shop.example",
        "http://",
        "http://?q",
        "http://user@shop.example/",
        "http://shop.example@evil.example/",
        "http://a@b@shop.example/",
        "http://shop.example\\@evil.example/",
        "http://shop.example\\evil",
        "http:\\\\shop.example/",
        "http://shop.example/a\\b",
        "http://shop.exa\tmple/",
        "http://shop.example/a\r\nHost: evil",
        "http://shop.example%2eevil/",
        "http://shop example/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[127.0.0.1]/",
        "http://straße.example/",
        "http://a..b/",
        "http://shop.example:0/",
        "http://shop.example:65536/",
        "http://shop.example:80a/",
        "http://shop.example/\ud800"
      })
  void refusesWhatTwoReadersTakeForDifferentPlaces(String written) {
    assertThat(WebAddress.read(written)).isInstanceOf(WebAddressReading.Refused.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/v1/search?query=a|b /v1/search?query=a%7Cb",
        "/v1/search?query=50%&x={é} /v1/search?query=50%25&x=%7B%C3%A9%7D",
        "/orders/é /orders/%C3%A9",
        "/orders/%zz /orders/%zz",
        "/orders\\x /orders\\x",
        "/orders/../x /orders/../x"
      })
  void encodesTheTargetOfARequest(String written, String taken) {
    assertThat(WebAddress.target(written)).isEqualTo(taken);
  }
}
