package dev.brass.server.bulk;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What creating a batch of some rows would do; nothing of it was done.
///
/// @param source as what the table was read
/// @param columns what each column was taken for
/// @param estimatedTotal cents that the valid rows may cost at most, with the fee of each
/// @param walletBalance cents that can be spent
/// @param sufficientFunds whether what would be held of that is there
/// @param billedByInvoice whether orders are paid later, so that any balance suffices
public record Assessment(
    List<Row> rows,
    SheetSource source,
    List<Taken> columns,
    long estimatedTotal,
    long walletBalance,
    boolean sufficientFunds,
    boolean billedByInvoice) {

  /// What a column was taken for.
  ///
  /// @param concept its name in a mapping; null for a column that is only carried along
  public record Taken(String heading, @Nullable String concept) {}

  /// What was found out about a row.
  ///
  /// @param number as a spreadsheet counts
  /// @param errors sentences that name row, column and remedy; none for a valid row
  /// @param notes what was read otherwise than it is written
  /// @param maxPrice in cents; 0 when it says none
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
