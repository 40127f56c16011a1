package dev.brass.server.connect;

import dev.brass.server.egress.WebAddress;
import java.util.Set;

/// The hosts of addresses that only redirect: those of retailers, of affiliate networks, and
/// general link shorteners.
final class ShortLinks {

  private static final Set<String> HOSTS =
      Set.of(
          // of retailers
          "a.co",
          "amzn.to",
          "amzn.com",
          "amzn.eu",
          "amzn.asia",
          "amzn.in",
          "a.aliexpress.com",
          "s.click.aliexpress.com",
          "click.aliexpress.com",
          "ali.ski",
          "ebay.us",
          "ebay.to",
          "etsy.me",
          "goto.walmart.com",
          "walmrt.us",
          "tgt.biz",
          "goto.target.com",
          "thd.co",
          "homedepot.sjv.io",
          "low.es",
          "bby.me",
          "bestbuy.7tiv.net",
          "newegg.io",
          "shp.ee",
          "temu.to",
          "shopbop.sjv.io",
          // of affiliate networks
          "anrdoezrs.net",
          "awin1.com",
          "dpbolvw.net",
          "fave.co",
          "geni.us",
          "go.magik.ly",
          "go.redirectingat.com",
          "go.skimresources.com",
          "howl.link",
          "howl.me",
          "jdoqocy.com",
          "kqzyfj.com",
          "liketk.it",
          "linksynergy.com",
          "mavely.app.link",
          "mvly.me",
          "prf.hn",
          "pxf.io",
          "rstyle.me",
          "shareasale.com",
          "shop-links.co",
          "shopmy.us",
          "shopstyle.it",
          "sjv.io",
          "tkqlhce.com",
          "7tiv.net",
          // general
          "adf.ly",
          "app.link",
          "bit.ly",
          "bitly.com",
          "buff.ly",
          "cutt.ly",
          "dub.sh",
          "goo.gl",
          "is.gd",
          "lnkd.in",
          "onelink.me",
          "ow.ly",
          "page.link",
          "pin.it",
          "rb.gy",
          "rebrand.ly",
          "s.id",
          "share.google",
          "short.gy",
          "shorturl.at",
          "t.co",
          "t.ly",
          "tiny.cc",
          "tinyurl.com",
          "trib.al",
          "v.gd",
          "wp.me",
          "youtu.be");

  private ShortLinks() {}

  static boolean isOne(WebAddress page) {
    String host = page.bareHost();
    while (!HOSTS.contains(host)) {
      int dot = host.indexOf('.');
      if (dot < 0) {
        return false;
      }
      host = host.substring(dot + 1);
    }
    return true;
  }
}
