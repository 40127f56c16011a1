package dev.brass.server.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.brass.server.text.LinearPattern;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A CSV file that is being written, row by row: UTF-8, commas, CRLF. Used by one thread.
public final class CsvFile implements AutoCloseable {

  private static final String DANGEROUS = "=+-@\t\r\n＝＋－＠";
  private static final LinearPattern NUMBER = LinearPattern.of("[+-]?\\d+([.,]\\d+)*");

  private final CsvWriter csv;

  private CsvFile(CsvWriter csv) {
    this.csv = csv;
  }

  /// Begins a file.
  ///
  /// @throws java.io.UncheckedIOException from here on, when `to` takes no more
  public static CsvFile to(OutputStream to, List<String> headings) {
    CsvFile file =
        new CsvFile(
            CsvWriter.builder()
                .lineDelimiter(LineDelimiter.CRLF)
                .build(to, StandardCharsets.UTF_8));
    file.row(headings);
    return file;
  }

  /// Writes a row.
  ///
  /// @param cells null for an empty one
  public void row(List<? extends @Nullable String> cells) {
    csv.writeRecord(cells.stream().map(CsvFile::harmless).toList());
  }

  /// A text that a spreadsheet takes for a text. Numbers stay what they are.
  static String harmless(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    boolean dangerous = DANGEROUS.indexOf(text.charAt(0)) >= 0 && !NUMBER.matches(text);
    return dangerous ? "'" + text : text;
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
