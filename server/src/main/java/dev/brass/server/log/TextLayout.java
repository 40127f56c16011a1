package dev.brass.server.log;

import dev.brass.server.log.LineEncoder.Event;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The layout for people: local time, level, the last part of the logger's name, message. Line
/// breaks in a message are written as `\n`, so that no client can forge a line.
final class TextLayout implements LineEncoder.Layout {

  private final DateTimeFormatter time;

  TextLayout(ZoneId zone) {
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  @Override
  public String line(Event event) {
    StringBuilder line = new StringBuilder(120);
    line.append(time.format(event.at()));
    line.append(' ').append(event.level()).repeat(' ', Math.max(0, 5 - event.level().length()));
    line.append(' ').append(event.logger().substring(event.logger().lastIndexOf('.') + 1));
    line.append(": ").append(oneLine(event.message()));
    event
        .data()
        .forEach((name, value) -> line.append(' ').append(name).append('=').append(oneLine(value)));
    if (event.request() != null) {
      line.append(" [").append(oneLine(event.request())).append(']');
    }
    line.append('\n');
    if (event.trace() != null) {
      line.append(event.trace().stripTrailing()).append('\n');
    }
    return line.toString();
  }

  private static String oneLine(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }
}
