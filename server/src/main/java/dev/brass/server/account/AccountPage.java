package dev.brass.server.account;

import java.util.List;

/// A page of a tenant's managed accounts.
///
/// @param total how many match, on all pages
public record AccountPage(List<ManagedAccount> accounts, long total) {
  public AccountPage {
    accounts = List.copyOf(accounts);
  }
}
