package dev.brass.server.wallet;

import java.util.List;

/// A part of a list of transfers.
///
/// @param total the number of all transfers
public record TransferPage(List<Transfer> transfers, long total) {

  public TransferPage {
    transfers = List.copyOf(transfers);
  }
}
