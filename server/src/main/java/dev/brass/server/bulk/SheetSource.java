package dev.brass.server.bulk;

import org.jspecify.annotations.Nullable;

/// How an upload was read.
///
/// @param format `csv`, `xlsx` or `json`
/// @param encoding its name; null for a format with only one
/// @param encodingGuessed whether the encoding was determined from the text alone
/// @param delimiter between the cells of a CSV file; null for other formats
/// @param sheet the name of the workbook's sheet that was read; null for other formats
public record SheetSource(
    String format,
    @Nullable String encoding,
    boolean encodingGuessed,
    @Nullable String delimiter,
    @Nullable String sheet) {

  /// Rows that the client has parsed.
  public static final SheetSource JSON = new SheetSource("json", null, false, null, null);

  static SheetSource csv(SheetText.Decoded text, char delimiter) {
    return new SheetSource(
        "csv", text.encoding().name(), text.guessed(), String.valueOf(delimiter), null);
  }

  static SheetSource workbook(String sheet) {
    return new SheetSource("xlsx", null, false, null, sheet);
  }
}
