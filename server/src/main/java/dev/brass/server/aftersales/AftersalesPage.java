package dev.brass.server.aftersales;

import java.util.List;

/// A part of a list of after-sales tasks.
///
/// @param total how many there are in all parts
public record AftersalesPage(List<AftersalesTask> aftersales, long total) {
  public AftersalesPage {
    aftersales = List.copyOf(aftersales);
  }
}
