package io.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table groups() {
    Table table = new Table("GROUP", "MEMBER", "LAG");
    table.row("billing-of-everything", "consumer-1-abcdef", "1234567890");
    table.row("b", "c", "2");
    return table;
  }

  private static List<String> lines(Table table, int width) {
    StringWriter out = new StringWriter();
    table.print(new PrintWriter(out), width);
    return out.toString().lines().toList();
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertThat(lines(groups().flexible("GROUP"), Width.UNLIMITED))
        .containsExactly(
            "GROUP                  MEMBER             LAG",
            "billing-of-everything  consumer-1-abcdef  1234567890",
            "b                      c                  2");
  }

  @Test
  void theWidestFlexibleColumnIsCutFirst() {
    assertThat(lines(groups().flexible("GROUP", "MEMBER"), 48))
        .containsExactly(
            "GROUP              MEMBER             LAG",
            "billing-of-every…  consumer-1-abcdef  1234567890",
            "b                  c                  2");
    assertThat(lines(groups().flexible("GROUP", "MEMBER"), 40))
        .contains("billing-of-e…  consumer-1-a…  1234567890");
  }

  @Test
  void whatIsNotFlexibleIsNeverCut() {
    assertThat(lines(groups().flexible("GROUP"), 10))
        .containsExactly(
            "GROUP     MEMBER             LAG",
            "billing…  consumer-1-abcdef  1234567890",
            "b         c                  2");
    assertThat(lines(groups(), 10)).isEqualTo(lines(groups(), Width.UNLIMITED));
  }

  @Test
  void optionalColumnsYieldFirstAndVanishBeforeTheyAreUseless() {
    assertThat(lines(groups().flexible("GROUP").optional("MEMBER"), 50).get(1))
        .isEqualTo("billing-of-everything  consumer-1-abc…  1234567890");
    assertThat(lines(groups().flexible("GROUP").optional("MEMBER"), 40))
        .containsExactly(
            "GROUP                  LAG",
            "billing-of-everything  1234567890",
            "b                      2");
    assertThat(lines(groups().flexible("GROUP").optional("MEMBER"), 20))
        .containsExactly("GROUP     LAG", "billing…  1234567890", "b         2");
  }

  @Test
  void lengthIsCountedInCharactersAndNothingMovesTheCursor() {
    Table table = new Table("NAME", "N").flexible("NAME");
    table.row("😀😀😀😀😀😀😀😀😀😀", "1");
    table.row("a\u001b[2Jb\nc", "2");
    assertThat(lines(table, 11))
        .containsExactly("NAME      N", "😀😀😀😀😀😀😀…  1", "a?[2Jb?c  2");
  }

  @Test
  void widthIsTheEnvironmentsElseTheTerminals() {
    assertThat(Width.of(true, "120", () -> 80)).isEqualTo(120);
    assertThat(Width.of(true, null, () -> 80)).isEqualTo(80);
    assertThat(Width.of(true, "wide", () -> 80)).isEqualTo(80);
    assertThat(Width.of(true, "0", () -> 80)).isEqualTo(80);
    assertThat(Width.of(false, "120", () -> 80)).isEqualTo(Width.UNLIMITED);
  }
}
