package dev.brass.server.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsAddressTest {

  private static UsAddress.Reading read(String text) {
    return UsAddress.read(text.replace("/", "\n"));
  }

  /// A slash stands for a line break.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          Tim Beaver, 77 Massachusetts Avenue, Cambridge, MA 02139      | Tim;Beaver;77 Massachusetts Avenue;null;Cambridge;MA;02139
          Tim Beaver/77 Massachusetts Avenue/Cambridge, MA 02139        | Tim;Beaver;77 Massachusetts Avenue;null;Cambridge;MA;02139
          Tim Beaver/77 Massachusetts Avenue/Apt 4B/Cambridge MA 02139  | Tim;Beaver;77 Massachusetts Avenue;Apt 4B;Cambridge;MA;02139
          Tim Beaver, 77 Massachusetts Ave., Suite 100, Cambridge, MA 02139-4307 | Tim;Beaver;77 Massachusetts Ave.;Suite 100;Cambridge;MA;02139-4307
          Tim Beaver, 77 Massachusetts Ave, #4, Cambridge, MA, 02139    | Tim;Beaver;77 Massachusetts Ave;#4;Cambridge;MA;02139
          Tim Beaver, 77 Massachusetts Ave #4, Cambridge, MA 02139      | Tim;Beaver;77 Massachusetts Ave #4;null;Cambridge;MA;02139
          Tim Beaver, Apt. 4, 77 Massachusetts Ave, Cambridge, MA 02139 | Tim;Beaver;77 Massachusetts Ave;Apt. 4;Cambridge;MA;02139
          Tim Beaver, 77 Main St, Building 5, 3rd Floor, Cambridge, MA 02139 | Tim;Beaver;77 Main St;Building 5, 3rd Floor;Cambridge;MA;02139
          Tim Beaver, 77 Main St, Cambridge, MA 02139, USA              | Tim;Beaver;77 Main St;null;Cambridge;MA;02139
          Tim Beaver, 77 Main St, Cambridge, MA 02139 USA               | Tim;Beaver;77 Main St;null;Cambridge;MA;02139
          Tim Beaver/77 Main St/Cambridge, MA 02139/United States       | Tim;Beaver;77 Main St;null;Cambridge;MA;02139
          Tim Beaver, 77 Main St, Cambridge, MA 02139, U.S.A.           | Tim;Beaver;77 Main St;null;Cambridge;MA;02139
          Tim Beaver, 77 Main St, Cambridge, Massachusetts 02139, United States of America | Tim;Beaver;77 Main St;null;Cambridge;MA;02139
          tim beaver, 77 main st, cambridge, ma 02139, usa              | tim;beaver;77 main st;null;cambridge;MA;02139
          Tim  Beaver ,, 77   Main St , Cambridge , MA  02139 ,         | Tim;Beaver;77 Main St;null;Cambridge;MA;02139
          Ann, 350 5th Ave, New York, New York 10118                    | Ann;;350 5th Ave;null;New York;NY;10118
          Ann Lee, 350 5th Ave, New York NY 10118                       | Ann;Lee;350 5th Ave;null;New York;NY;10118
          Ann Lee, 350 5th Ave, New York New York 10118                 | Ann;Lee;350 5th Ave;null;New York;NY;10118
          Ann de la Cruz, 1 Capitol St, Charleston, West Virginia 25305 | Ann de la;Cruz;1 Capitol St;null;Charleston;WV;25305
          Ann Lee, 1600 Pennsylvania Ave NW, Washington, D.C. 20500     | Ann;Lee;1600 Pennsylvania Ave NW;null;Washington;DC;20500
          Ann Lee, 1600 Pennsylvania Ave NW, Washington DC 20500        | Ann;Lee;1600 Pennsylvania Ave NW;null;Washington;DC;20500
          Ann Lee, P.O. Box 12, Coeur d'Alene, ID 83814                 | Ann;Lee;P.O. Box 12;null;Coeur d'Alene;ID;83814
          Ann Lee, 37-12 82nd St, Jackson Heights, NY 11372             | Ann;Lee;37-12 82nd St;null;Jackson Heights;NY;11372
          Ann Lee, N6W23001 Bluemound Rd, Waukesha, WI 53188            | Ann;Lee;N6W23001 Bluemound Rd;null;Waukesha;WI;53188
          Bill Doe, One Microsoft Way, Redmond, Washington 98052        | Bill;Doe;One Microsoft Way;null;Redmond;WA;98052
          Ann Lee, 12 Main St, Front Royal, VA 22630                    | Ann;Lee;12 Main St;null;Front Royal;VA;22630
          Ann Lee, PSC 3 Box 4120, APO, AE 09021                        | Ann;Lee;PSC 3 Box 4120;null;APO;AE;09021
          José Núñez, 5 Calle Sol, San Juan, Puerto Rico 00901          | José;Núñez;5 Calle Sol;null;San Juan;PR;00901
          """)
  void reads(String text, String address) {
    assertThat(read(text))
        .isInstanceOfSatisfying(
            UsAddress.Reading.Read.class,
            it -> {
              UsAddress us = it.address();
              assertThat(
                      String.join(
                          ";",
                          us.firstName(),
                          us.lastName(),
                          us.line1(),
                          String.valueOf(us.line2()),
                          us.city(),
                          us.state(),
                          us.zipCode()))
                  .isEqualTo(address);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          77 Massachusetts Avenue, Cambridge, MA 02139                  | no name before its street
          Apt 4, 77 Massachusetts Avenue, Cambridge, MA 02139           | no name before its street
          PO Box 12, Cambridge, MA 02139                                | no name before its street
          Cambridge, MA 02139                                           | no name and no street
          Tim Beaver, Cambridge, MA 02139                               | no street
          Tim Beaver, Massachusetts Avenue, Cambridge, MA 02139         | no street with a house number
          Tim Beaver, Apt 4, Cambridge, MA 02139                        | no street
          Tim Beaver, 77 Massachusetts Avenue, MA 02139                 | no city
          Tim Beaver, 77 Massachusetts Avenue Cambridge MA 02139        | no city
          Tim Beaver, One Broadway Cambridge, MA 02139                  | no city
          Tim Beaver, 350 5th Ave, New York 10118                       | no city
          Tim Beaver, 77 Massachusetts Avenue, Cambridge 02139          | no state
          Tim Beaver, 77 Massachusetts Avenue, Cambridge, XX 02139      | no state
          Tim Beaver, 77 Massachusetts Avenue, Cambridge, MA            | no ZIP code
          Tim Beaver, 77 Massachusetts Avenue, Cambridge, MA 2139       | no ZIP code
          Tim Beaver, 77 Massachusetts Avenue, Cambridge, MA 021394307  | no ZIP code
          Tim Beaver, 12 King Street, Toronto, ON M5H 1A1, Canada       | no ZIP code of the US
          Tim Beaver, 10 Downing Street, London SW1A 2AA                | no ZIP code of the US
          Tim Beaver                                                    | no ZIP code
          USA                                                           | no ZIP code
          02139                                                         | no state
          MA 02139                                                      | no city
          Tim Beaver 77 Massachusetts Avenue, Cambridge, MA 02139       | not a name
          Tim Beaver, Acme Inc., 77 Main St, Cambridge, MA 02139        | neither a street
          Beaver, Tim, 77 Main St, Cambridge, MA 02139                  | neither a street
          Tim Beaver, 77 Main St, 617-555-0100, Cambridge, MA 02139     | neither a street
          Tim Beaver, 77 Main St, 5 Elm St, Cambridge, MA 02139         | more than one street
          a,b,c,d,e,f,g,h,i,j,k, MA 02139                               | more than 10 parts
          """)
  void saysWhatIsMissing(String text, String problem) {
    assertThat(read(text))
        .isInstanceOfSatisfying(
            UsAddress.Reading.Unreadable.class, it -> assertThat(it.problem()).contains(problem));
  }

  @Test
  void neverHangsOnLongText() {
    for (String piece :
        new String[] {"1 ", "a", "Apt ", "1a-", "P O Box ", " ", "\u00e9'", "US "}) {
      assertThat(UsAddress.read(piece.repeat(1000 / piece.length())))
          .isInstanceOf(UsAddress.Reading.Unreadable.class);
    }
  }

  @Test
  void knowsEveryStateByItsName() {
    assertThat(UsStates.abbreviation("North Dakota".toUpperCase(Locale.ROOT))).isEqualTo("ND");
    assertThat(UsStates.abbreviation("ND")).isEqualTo("ND");
    assertThat(UsStates.abbreviation("")).isNull();
  }
}
