package org.cloister.deid.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Narratives: what identifies goes, wherever the markup keeps it; what is clinical and the
/// structure stay.
class XhtmlTest {
  private static final KnownPerson PATIENT =
      new KnownPerson(
          List.of("Araminta", "Quillfeather"),
          List.of("MRN-8812734"),
          List.of("(708) 555-0142"),
          List.of("23 Cobblestone Street"),
          List.of("Maple Hollow"),
          List.of(LocalDate.of(1961, 4, 17)));

  private final TextScrubber scrubber = TextScrubber.standard();

  private String scrub(String xhtml) {
    return scrubber.scrubXhtml(xhtml, PATIENT, DateTreatment.masked()).replace("\n", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<div><b>A</b>raminta was seen.</div>",
        "<div>Quill<i></i>feather was <b>seen</b>.</div>",
        "<div>Qui<span class=\"x\">ll</span><!-- - -->feather</div>",
        "<div>&#81;uillfeather and &#x51;uillfeather</div>",
        "<div>Quillf&#101;ather, Ar&#x61;minta</div>",
        "<div><![CDATA[Quillfeather, Araminta]]></div>",
        "<div><!-- Araminta Quillfeather -->seen</div>",
        "<div><img src=\"a.png\" alt=\"Araminta Quillfeather\"/>seen</div>",
        "<div title=\"Quillfeather\">seen</div>",
        "<div><a href=\"https://x.example/araminta?mrn=8812734\">portal</a></div>",
        "<div><a name='Quillfeather' href='tel:7085550142'>call</a></div>",
        "<div><td abbr=\"Araminta\">seen</td></div>",
        "<div><script>var n='Araminta Quillfeather'</script>seen</div>",
        "<div><?name Quillfeather?>seen</div>",
        "<div>MRN <b>8812</b>734</div>",
        "<div>23&nbsp;Cobblestone Street</div>",
        "<div>(708) 555<sup>-</sup>0142</div>",
        "<table><tr><td>Quillfeather</td><td>Araminta</td></tr></table>"
      })
  void scrubXhtml_leavesNothingOfThePatientInTextOrMarkup(String xhtml) {
    assertThat(scrub(xhtml).toLowerCase(Locale.ROOT))
        .doesNotContain("araminta", "quill", "feather", "8812", "cobblestone", "0142", "708");
  }

  @Test
  void scrubXhtml_keepsStructureAndWhatIsClinical() {
    String xhtml =
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>BP <b>128/76</b>, Hgb 9.8</p>"
            + "<ul><li>aspirin &lt; 100 mg &amp; more</li></ul></div>";
    assertThat(scrub(xhtml)).isEqualTo(xhtml);
  }

  @Test
  void scrubXhtml_doesNotJoinWordsOfTwoCells() {
    assertThat(scrub("<div><table><tr><td>Ara</td><td>minor</td></tr></table></div>"))
        .contains("<td>minor</td>");
  }

  @Test
  void scrubXhtml_leavesNothingOfThePatientInBrokenMarkup() {
    String scrubbed = scrub("<div><p>Araminta <b>was seen</div> & 5 < 6 <a href=\"Quillfeather");
    assertThat(scrubbed).doesNotContain("Araminta", "Quillfeather").contains("&amp; 5");
  }
}
