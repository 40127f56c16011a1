package dev.brass.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/orders",
        "/orders/",
        "/v1/products/a%20b+c",
        "/v1/products/a%2Fb",
        "/v1/products/%C3%A4~%7E",
        "/v1/products/x.html",
        "/v1/products/..x",
        "/v1/products/%3Bx"
      })
  void thisIsHowPathsAreWritten(String path) {
    assertThat(CanonicalPath.is(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        "*",
        "/%61dmin",
        "/admin;x=1/jobs",
        "/admin;",
        "//admin",
        "/admin//jobs",
        "/x/../admin",
        "/./admin",
        "/admin/..",
        "/admin/.",
        "/%2e%2E/admin",
        "/a\\b",
        "/a%5Cb",
        "/a%0Ab",
        "/a%00",
        "/a%7f",
        "/%",
        "/%4",
        "/%zz",
        "/a b",
        "/a\tb"
      })
  void anotherWayToWriteAPathIsRefused(String path) {
    assertThat(CanonicalPath.is(path)).isFalse();
  }
}
