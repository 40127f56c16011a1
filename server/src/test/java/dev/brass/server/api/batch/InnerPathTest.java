package dev.brass.server.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InnerPathTest {

  @Test
  void readsPathAndQueryAsTheServerDoes() {
    InnerPath path =
        InnerPath.read("/v1/a%20b+c?q=x+y%26z&ids[]=1&ids%5B%5D=2&flag&=&e=").orElseThrow();
    assertThat(path.path()).isEqualTo("/v1/a%20b+c");
    assertThat(path.query())
        .isEqualTo(
            Map.of(
                "q", List.of("x y&z"),
                "ids[]", List.of("1", "2"),
                "flag", List.of(""),
                "", List.of(""),
                "e", List.of("")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1/products",
        "",
        "/a b",
        "/ä",
        "/%zz",
        "/%",
        "/%00",
        "/%0a",
        "/%ff",
        "/a#b",
        "/{x}",
        "/v1/%62atches/x",
        "/v1/x/../batches",
        "/v1//orders",
        "/v1/orders;x=1"
      })
  void refusesWhatNoUrlHas(String text) {
    assertThat(InnerPath.read(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/batches", "/v1/batches/", "/v1/batch_operations?x=1", "/v1/batches%2Fx"})
  void seesBatchesWithinBatches(String text) {
    assertThat(InnerPath.read(text).orElseThrow().isNested()).isTrue();
  }

  @Test
  void otherPathsAreNotNested() {
    assertThat(InnerPath.read("/v1/batchesx").orElseThrow().isNested()).isFalse();
  }

  @Test
  void aLongPathTakesNoStack() {
    assertThat(InnerPath.read("/" + "a%20".repeat(50_000))).isPresent();
  }
}
