package dev.brass.server.recovery;

import dev.brass.server.config.DataFolder;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
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

  private final DataFolder folder;

  MarkFile(DataFolder folder) {
    this.folder = folder;
  }

  /// The content of the file.
  ///
  /// @param id the row of this node in the database
  /// @param hadOrders whether the database ever had orders at real stores
  record Kept(UUID id, HistoryMark mark, boolean hadOrders) {}

  /// The content of the file; empty when it is missing or cannot be read.
  Optional<Kept> read() {
    Properties properties = new Properties();
    try {
      Optional<String> text = folder.read(NAME);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      properties.load(new StringReader(text.get()));
      return Optional.of(
          new Kept(
              UUID.fromString(value(properties, "id")),
              new HistoryMark(
                  value(properties, "system-identifier"),
                  Integer.parseInt(value(properties, "timeline")),
                  HistoryMark.position(value(properties, "position")),
                  Boolean.parseBoolean(value(properties, "synchronous")),
                  Long.parseLong(value(properties, "tick"))),
              Boolean.parseBoolean(value(properties, "orders"))));
    } catch (IOException
        | UncheckedIOException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      LOG.warn("{} cannot be read and is made anew: {}", folder.file(NAME), e.toString());
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

  /// Replaces the file, and creates the folder if it is missing; on disk when this returns.
  void write(Kept kept) {
    HistoryMark mark = kept.mark();
    folder.write(
        NAME,
        """
        # How far the history of the database had come. Delete this file only together with the database.
        id=%s
        system-identifier=%s
        timeline=%d
        position=%s
        synchronous=%s
        tick=%d
        orders=%s
        """
            .formatted(
                kept.id(),
                mark.systemIdentifier(),
                mark.timeline(),
                HistoryMark.lsn(mark.position()),
                mark.synchronous(),
                mark.tick(),
                kept.hadOrders()));
  }
}
