package dev.brass.server.log;

import dev.brass.server.log.LineEncoder.Event;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The layout for programs: one JSON object a line with `timestamp`, `level`, `logger`, `thread`,
/// `message`, and where there are any `request_id`, `data` and `error`.
final class JsonLayout implements LineEncoder.Layout {

  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String line(Event event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("timestamp", event.at().toString());
      json.writeStringProperty("level", event.level());
      json.writeStringProperty("logger", event.logger());
      json.writeStringProperty("thread", event.thread());
      if (event.request() != null) {
        json.writeStringProperty("request_id", event.request());
      }
      json.writeStringProperty("message", event.message());
      if (!event.data().isEmpty()) {
        json.writeObjectPropertyStart("data");
        event.data().forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      if (event.trace() != null) {
        json.writeStringProperty("error", event.trace());
      }
      json.writeEndObject();
    }
    return line.append('\n').toString();
  }
}
