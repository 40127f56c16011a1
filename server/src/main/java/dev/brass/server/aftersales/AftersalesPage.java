package dev.brass.server.aftersales;

import java.util.List;

/// A page of after-sales tasks.
///
/// @param total the number on all pages
public record AftersalesPage(List<AftersalesTask> aftersales, long total) {
  public AftersalesPage {
    aftersales = List.copyOf(aftersales);
  }
}
