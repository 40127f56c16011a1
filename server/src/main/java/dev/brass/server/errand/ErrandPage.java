package dev.brass.server.errand;

import java.util.List;

/// A part of a list of errands.
///
/// @param total how many there are in all parts
public record ErrandPage(List<Errand> errands, long total) {
  public ErrandPage {
    errands = List.copyOf(errands);
  }
}
