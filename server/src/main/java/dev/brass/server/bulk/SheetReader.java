package dev.brass.server.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads CSV files as people save them: the delimiter is found out, cells may hold line breaks, and
/// rows without any text do not count.
final class SheetReader {

  /// As many as the widest of the common spreadsheets shows with two letters.
  static final int MOST_COLUMNS = 702;

  /// What a cell of the common spreadsheets holds.
  static final int LONGEST_CELL = 32_767;

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  /// A first line by which a file tells its delimiter, as Excel reads and writes it.
  private static final LinearPattern TOLD = LinearPattern.of("\"?sep=(.)\"?\\r?\\n");

  private SheetReader() {}

  /// Reads a file.
  ///
  /// @param declared its encoding as the client has it; null when it did not say
  /// @throws BadSheet when it is no table, or has no rows, or more than `mostRows`
  static Sheet read(byte[] bytes, @Nullable Charset declared, int mostRows) {
    String text = SheetText.read(bytes, declared);
    Found told = TOLD.start(text).orElse(null);
    char delimiter;
    int skipped = 0;
    if (told != null) {
      delimiter = told.groupOrEmpty(1).charAt(0);
      text = text.substring(told.end());
      skipped = 1;
    } else {
      delimiter = delimiter(text);
    }
    try (CsvReader<CsvRecord> records = reader(delimiter).ofCsvRecord(text)) {
      return sheet(records.iterator(), skipped, mostRows);
    } catch (CsvParseException e) {
      throw new BadSheet("the file is no CSV: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CsvReaderBuilder reader(char delimiter) {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .skipEmptyLines(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false);
  }

  /// The one that makes the most columns with a known heading; of equals the one that makes the
  /// most columns.
  private static char delimiter(String text) {
    char best = ',';
    int most = -1;
    for (char candidate : DELIMITERS) {
      List<String> headings = headings(text, candidate);
      int known = (int) headings.stream().filter(h -> Column.of(h) != null).count();
      int score = known * (MOST_COLUMNS + 1) + Math.min(headings.size(), MOST_COLUMNS);
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
        if (!isBlank(line)) {
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

  private static Sheet sheet(Iterator<CsvRecord> records, int skipped, int mostRows) {
    int number = skipped;
    List<String> headings = null;
    List<Sheet.Row> rows = new ArrayList<>();
    while (records.hasNext()) {
      CsvRecord line = records.next();
      number++;
      if (isBlank(line)) {
        continue;
      }
      if (headings == null) {
        headings = unique(line.getFields());
      } else if (rows.size() < mostRows) {
        rows.add(row(number, headings, line.getFields()));
      } else {
        throw tooMany(mostRows);
      }
    }
    if (rows.isEmpty()) {
      throw new BadSheet("there is no row of data below the headings");
    }
    return new Sheet(rows);
  }

  /// More rows than an upload may have.
  static BadSheet tooMany(int mostRows) {
    return new BadSheet(
        "an upload has at most " + mostRows + " rows; split the file and send the parts");
  }

  private static boolean isBlank(CsvRecord line) {
    return line.getFields().stream().allMatch(String::isBlank);
  }

  private static Sheet.Row row(int number, List<String> headings, List<String> fields) {
    Map<String, String> cells = LinkedHashMap.newLinkedHashMap(headings.size());
    for (int i = 0; i < headings.size(); i++) {
      String cell = i < fields.size() ? fields.get(i) : "";
      if (cell.length() > LONGEST_CELL) {
        throw new BadSheet(
            "row %d, column '%s': a cell has at most %d characters; is a quotation mark missing?"
                .formatted(number, headings.get(i), LONGEST_CELL));
      }
      if (!headings.get(i).isEmpty()) {
        cells.put(headings.get(i), cell);
      }
    }
    return new Sheet.Row(number, cells, beyond(fields, headings.size()));
  }

  /// How many cells with text there are that no heading is over.
  private static int beyond(List<String> fields, int headings) {
    return fields.size() <= headings
        ? 0
        : (int) fields.stream().skip(headings).filter(cell -> !cell.isBlank()).count();
  }

  /// The headings; the second of two equal ones gets a number, so that no cell is lost.
  private static List<String> unique(List<String> fields) {
    if (fields.size() > MOST_COLUMNS) {
      throw new BadSheet("the file has more than " + MOST_COLUMNS + " columns");
    }
    Set<String> seen = new HashSet<>();
    List<String> headings = new ArrayList<>();
    for (String field : fields) {
      String heading = field.strip();
      for (int i = 2; !heading.isEmpty() && !seen.add(heading.toLowerCase(Locale.ROOT)); i++) {
        heading = field.strip() + " (" + i + ")";
      }
      headings.add(heading);
    }
    return headings;
  }
}
