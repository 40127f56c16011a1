package dev.brass.server.wallet;

import java.util.List;

/// A part of a list of transfers.
///
/// @param total how many there are in all
public record TransferPage(List<Transfer> transfers, long total) {

  public TransferPage {
    transfers = List.copyOf(transfers);
  }
}
