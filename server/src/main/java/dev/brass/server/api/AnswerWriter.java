package dev.brass.server.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes answers to clients.
final class AnswerWriter {

  private AnswerWriter() {}

  /// Sends an answer, or as much of it as the client reads in time.
  ///
  /// @param last whether the connection ends with it
  static void send(
      ServerRequest request, ServerResponse response, Reply reply, String id, boolean last) {
    response.status(reply.status());
    response.header("x-request-id", id);
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (reply.contentType() != null) {
      response.header(HeaderNames.CONTENT_TYPE, reply.contentType());
    }
    reply.headers().forEach(response::header);
    Reply.Content content = reply.content();
    if (content != null) {
      stream(request, response, content);
      return;
    }
    String body = reply.body();
    if (body == null) {
      response.send();
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
      response.send();
    } else {
      response.send(bytes);
    }
  }

  private static void stream(
      ServerRequest request, ServerResponse response, Reply.Content content) {
    if (request.prologue().method().equals(Method.HEAD)) {
      response.send();
      return;
    }
    WatchedConnection connection = WatchedConnection.current();
    boolean whole = false;
    try {
      if (connection.isOld()) {
        measured(response, content, connection);
      } else {
        watched(response, content, connection);
      }
      whole = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!whole) {
        // A normal end of the stream would make a partial body look complete.
        connection.makeRoom();
      }
    }
  }

  private static void watched(
      ServerResponse response, Reply.Content content, WatchedConnection connection)
      throws IOException {
    WatchedOutput out = new WatchedOutput(response.outputStream(), connection);
    content.writeTo(out);
    out.finish();
  }

  /// Answers an HTTP/1.0 client, which does not support chunks: the length must be known before.
  /// The body may be larger than memory.
  private static void measured(
      ServerResponse response, Reply.Content content, WatchedConnection connection)
      throws IOException {
    connection.makes();
    Path file = Files.createTempFile("brass-answer", null);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        content.writeTo(out);
      }
      response.header(HeaderNames.CONTENT_LENGTH, Long.toString(Files.size(file)));
      watched(response, out -> Files.copy(file, out), connection);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
