package dev.brass.server.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads files as people save them: workbooks, and CSV, whose delimiter is detected and whose cells
/// may contain line breaks.
final class SheetReader {

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  private SheetReader() {}

  /// Reads a file.
  ///
  /// @param declared the encoding that the client declares; null for none
  /// @throws BadSheet when it is not a table, has no rows, or has more than `mostRows`
  static Sheet read(byte[] bytes, @Nullable Charset declared, int mostRows) {
    if (isWorkbook(bytes)) {
      return WorkbookReader.read(bytes, mostRows);
    }
    if (SheetText.starts(bytes, 0xD0, 0xCF, 0x11, 0xE0)) {
      throw new BadSheet(
          "this is a workbook of the old kind (.xls); save the sheet as .xlsx or CSV and send"
              + " that");
    }
    SheetText.Decoded decoded = SheetText.read(bytes, declared);
    String text = decoded.text();
    int told = told(text);
    char delimiter = told > 0 ? text.charAt(text.indexOf('=') + 1) : delimiter(text);
    SheetRows rows = new SheetRows(told > 0 ? 1 : 0, mostRows);
    try (CsvReader<CsvRecord> records = reader(delimiter).ofCsvRecord(text.substring(told))) {
      records.forEach(record -> rows.add(record.getFields()));
      return rows.sheet(SheetSource.csv(decoded, delimiter));
    } catch (CsvParseException e) {
      throw new BadSheet("the file is not valid CSV: " + broken(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The CSV reader's error, in plain words.
  private static String broken(CsvParseException e) {
    String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (said.contains("quote")) {
      return "there is text after the quote that ends a cell; within a cell a quote is written"
          + " twice";
    }
    return said.contains("exceed") || said.contains("maximum")
        ? "a cell or a row is too long"
        : "a row cannot be read";
  }

  /// Whether a file is a workbook, or another archive.
  static boolean isWorkbook(byte[] bytes) {
    return SheetText.starts(bytes, 'P', 'K', 3, 4);
  }

  /// The length of a first line that declares the delimiter, as Excel reads and writes it; 0 when
  /// there is none.
  private static int told(String text) {
    int end = text.indexOf('\n');
    if (end < 0 || end > 8) {
      return 0;
    }
    String line = text.substring(0, end).replace("\r", "").replace("\"", "");
    return line.length() == 5 && line.startsWith("sep=") ? end + 1 : 0;
  }

  private static CsvReaderBuilder reader(char delimiter) {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .skipEmptyLines(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false);
  }

  /// The delimiter that gives the most columns with a known heading; of equals the one that gives
  /// the most columns.
  private static char delimiter(String text) {
    char best = ',';
    int most = -1;
    for (char candidate : DELIMITERS) {
      List<String> headings = headings(text, candidate);
      int known = (int) headings.stream().filter(h -> Vocabulary.of(h) != null).count();
      int score =
          known * (SheetRows.MOST_COLUMNS + 1) + Math.min(headings.size(), SheetRows.MOST_COLUMNS);
      if (score > most) {
        most = score;
        best = candidate;
      }
    }
    return best;
  }

  private static List<String> headings(String text, char delimiter) {
    try (CsvReader<CsvRecord> records = reader(delimiter).ofCsvRecord(text)) {
      for (CsvRecord line : records) {
        if (!SheetRows.isBlank(line.getFields())) {
          return line.getFields();
        }
      }
      return List.of();
    } catch (CsvParseException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
