package dev.brass.server.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's mark in its data folder: `history.mark`. It is replaced as a whole, so that a crash
/// leaves the old one or the new one. For one thread.
final class MarkFile {

  private static final Logger LOG = LoggerFactory.getLogger(MarkFile.class);
  private static final String NAME = "history.mark";

  private final Path path;

  MarkFile(Path folder) {
    this.path = folder.resolve(NAME);
  }

  /// What is in the file.
  ///
  /// @param id which row of the database is this node's
  record Kept(UUID id, HistoryMark mark) {}

  /// What is in the file; empty when there is none, or none that can be read.
  Optional<Kept> read() {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(path)) {
      properties.load(reader);
      return Optional.of(
          new Kept(
              UUID.fromString(value(properties, "id")),
              new HistoryMark(
                  value(properties, "system-identifier"),
                  Integer.parseInt(value(properties, "timeline")),
                  HistoryMark.position(value(properties, "position")),
                  Boolean.parseBoolean(value(properties, "synchronous")),
                  Long.parseLong(value(properties, "tick")))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.warn("{} cannot be read and is made anew: {}", path, e.toString());
      return Optional.empty();
    }
  }

  private static String value(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return value;
  }

  /// Replaces the file; on disk when this returns.
  void write(Kept kept) {
    HistoryMark mark = kept.mark();
    String text =
        """
        # How far the history of the database had come. Delete this file only together with the database.
        id=%s
        system-identifier=%s
        timeline=%d
        position=%s
        synchronous=%s
        tick=%d
        """
            .formatted(
                kept.id(),
                mark.systemIdentifier(),
                mark.timeline(),
                HistoryMark.lsn(mark.position()),
                mark.synchronous(),
                mark.tick());
    Path fresh = path.resolveSibling(NAME + ".new");
    try {
      try (FileChannel file =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(true);
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
