package dev.brass.server.bulk;

import org.jspecify.annotations.Nullable;

/// As what an upload was read.
///
/// @param format `csv`, `xlsx` or `json`
/// @param encoding its name; null where the format has one only
/// @param encodingGuessed whether nothing but the text itself says that it is this one
/// @param delimiter between the cells of a CSV file; null elsewhere
/// @param sheet the name of the workbook's sheet that was read; null elsewhere
public record SheetSource(
    String format,
    @Nullable String encoding,
    boolean encodingGuessed,
    @Nullable String delimiter,
    @Nullable String sheet) {

  /// Rows that the client has read itself.
  public static final SheetSource JSON = new SheetSource("json", null, false, null, null);

  static SheetSource csv(SheetText.Decoded text, char delimiter) {
    return new SheetSource(
        "csv", text.encoding().name(), text.guessed(), String.valueOf(delimiter), null);
  }

  static SheetSource workbook(String sheet) {
    return new SheetSource("xlsx", null, false, null, sheet);
  }
}
