package dev.brass.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.brass.server.config.Settings.LogFormat;
import dev.brass.server.config.Settings.LogLevel;
import dev.brass.server.config.Settings.LogSettings;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void writesOneJsonObjectPerEventWithTheRequestsId() {
    Logger log = logger(LogFormat.JSON, LogLevel.INFO, "dev.brass.server.order");
    RequestId.run("r-1", () -> log.atInfo().addKeyValue("order", 7).log("placed\nat {}", "tea"));
    log.info("outside");

    List<JsonNode> lines = lines().stream().map(JSON::readTree).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().get("timestamp").asString()).endsWith("Z");
    assertThat(lines.getFirst().get("level").asString()).isEqualTo("INFO");
    assertThat(lines.getFirst().get("logger").asString()).isEqualTo("dev.brass.server.order");
    assertThat(lines.getFirst().get("message").asString()).isEqualTo("placed\nat tea");
    assertThat(lines.getFirst().get("request_id").asString()).isEqualTo("r-1");
    assertThat(lines.getFirst().get("data").get("order").asString()).isEqualTo("7");
    assertThat(lines.get(1).has("request_id")).isFalse();
  }

  @Test
  void redactsMessagesArgumentsValuesAndExceptions() {
    for (LogFormat format : LogFormat.values()) {
      Logger log = logger(format, LogLevel.INFO, "dev.brass.server.order");
      log.atWarn()
          .addKeyValue("password", "hunter2")
          .setCause(
              new IllegalStateException(
                  "card 4242424242424242", new RuntimeException("zn_live_hunter2")))
          .log("refused {}", "Authorization: Bearer hunter2");
      assertThat(text())
          .contains("refused")
          .contains("IllegalStateException")
          .contains("************4242")
          .doesNotContain("4242424242424242")
          .doesNotContain("hunter2");
      out.reset();
    }
  }

  @Test
  void writesTextThatNoMessageCanForge() {
    Logger log = logger(LogFormat.TEXT, LogLevel.INFO, "dev.brass.server.order");
    RequestId.run("r-1", () -> log.warn("one\n12:00:00.000 ERROR two"));
    assertThat(lines())
        .singleElement()
        .asString()
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  order: one\\\\n12:00:00.000 ERROR two \\[r-1]");
  }

  @Test
  void hearsLibrariesOneLevelLess() {
    Logger library = logger(LogFormat.TEXT, LogLevel.INFO, "com.zaxxer.hikari");
    library.info("quiet");
    library.warn("loud");
    assertThat(lines()).singleElement().asString().contains("loud");
  }

  @Test
  void cutsWhatIsTooLong() {
    logger(LogFormat.JSON, LogLevel.INFO, "dev.brass").info("x".repeat(1_000_000));
    assertThat(text()).hasSizeLessThan(17_000);
  }

  @Test
  void aNewSetUpLeavesTheStreamOpen() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    try (OutputStream stream =
        new FilterOutputStream(out) {
          @Override
          public void close() {
            closed.set(true);
          }
        }) {
      Logging.configure(context, new LogSettings(LogFormat.TEXT, LogLevel.WARN), stream);
      Logging.configure(context, new LogSettings(LogFormat.TEXT, LogLevel.INFO), stream);
      assertThat(closed).isFalse();
    }
    context.getLogger("dev.brass").info("heard");
    assertThat(lines()).singleElement().asString().contains("heard");
  }

  private Logger logger(LogFormat format, LogLevel level, String name) {
    Logging.configure(context, new LogSettings(format, level), out);
    return context.getLogger(name);
  }

  private List<String> lines() {
    return text().lines().toList();
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
