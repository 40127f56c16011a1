package dev.brass.server.bulk;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A preview of the batch that some rows would create; nothing is carried out.
///
/// @param source how the table was read
/// @param columns the concept of each column
/// @param estimatedTotal most cents that the valid rows may cost, including each fee
/// @param walletBalance cents that can be spent
/// @param sufficientFunds whether the balance covers the total
/// @param billedByInvoice whether orders are paid later, so that any balance suffices
public record Assessment(
    List<Row> rows,
    SheetSource source,
    List<Taken> columns,
    long estimatedTotal,
    long walletBalance,
    boolean sufficientFunds,
    boolean billedByInvoice) {

  /// The concept that a column was mapped to.
  ///
  /// @param concept its name in a mapping; null for a column that is only carried along
  public record Taken(String heading, @Nullable String concept) {}

  /// The findings about a row.
  ///
  /// @param number as a spreadsheet counts
  /// @param errors sentences that name row, column and remedy; none for a valid row
  /// @param notes values that were interpreted differently from their text
  /// @param maxPrice in cents; 0 when the row has none
  public record Row(
      int index,
      int number,
      List<String> errors,
      List<String> notes,
      List<String> productUrls,
      List<Integer> quantities,
      String recipient,
      String destination,
      long maxPrice,
      @Nullable String credentialsId,
      Map<String, String> passthrough) {}
}
