package dev.brass.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.brass.server.secret.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The encoder of one event, without the parts that must not be in a log. The layouts only arrange
/// its output, so that none can forget to redact.
final class LineEncoder extends EncoderBase<ILoggingEvent> {

  /// Longer messages and traces are cut: a body of a megabyte in a message is a mistake.
  private static final int LONGEST = 16_384;

  private final Layout layout;

  LineEncoder(Layout layout) {
    this.layout = layout;
  }

  /// A way to write an event as a line.
  @FunctionalInterface
  interface Layout {
    String line(Event event);
  }

  /// The loggable parts of an event: all texts are redacted and of bounded length.
  ///
  /// @param data what the caller logged beside the message, by name
  /// @param request the id of the request; null outside of any
  /// @param trace the exception with its stack trace; null for none
  record Event(
      Instant at,
      String level,
      String logger,
      String thread,
      String message,
      Map<String, String> data,
      @Nullable String request,
      @Nullable String trace) {}

  @Override
  public byte[] encode(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return layout
        .line(
            new Event(
                event.getInstant(),
                event.getLevel().toString(),
                event.getLoggerName(),
                event.getThreadName(),
                clean(event.getFormattedMessage()),
                data(event),
                RequestId.current(),
                thrown == null ? null : clean(ThrowableProxyUtil.asString(thrown))))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> data(ILoggingEvent event) {
    Map<String, String> data = new LinkedHashMap<>();
    event.getMDCPropertyMap().forEach((name, value) -> data.put(name, clean(value)));
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> data.put(pair.key, value(pair.key, pair.value)));
    }
    return data;
  }

  /// A value is redacted together with its name, which may show that it is a secret.
  private static String value(String name, @Nullable Object value) {
    String prefix = name + "=";
    String text = clean(prefix + value);
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String clean(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String redacted = Redaction.of(text);
    return redacted.length() <= LONGEST ? redacted : redacted.substring(0, LONGEST) + "…";
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
