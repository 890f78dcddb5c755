package io.thalweg.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/// Text in columns, each as wide as its widest cell. Where the terminal is narrower, columns that
/// may yield are cut or left out: lines never wrap if that helps.
public final class Table {
  private static final String GAP = "  ";
  private static final String CUT = "…";

  /// No column is cut to less.
  private static final int LEAST = 8;

  /// An optional column that would be cut to less is left out.
  private static final int LEAST_OPTIONAL = 12;

  private final List<List<String>> rows = new ArrayList<>();
  private Set<String> flexible = Set.of();
  private List<String> optional = List.of();

  public Table(String... titles) {
    rows.add(List.of(titles));
  }

  /// Says which columns may be cut, the widest first. Others never are: half a number is none.
  public Table flexible(String... titles) {
    flexible = Set.of(titles);
    return this;
  }

  /// Says which columns yield before any other: cut and then left out, in this order.
  public Table optional(String... titles) {
    optional = List.of(titles);
    return this;
  }

  /// @param cells as many as there are titles
  public void row(String... cells) {
    rows.add(Arrays.stream(cells).map(Shown::harmless).toList());
  }

  public void print(PrintWriter out) {
    boolean yields = !flexible.isEmpty() || !optional.isEmpty();
    print(out, yields ? Width.ofOutput() : Width.UNLIMITED);
  }

  /// @param width that no line exceeds, if cutting helps
  void print(PrintWriter out, int width) {
    int[] widths = widths(width);
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        if (widths[i] > 0) {
          String cell = cut(row.get(i), widths[i]);
          line.append(cell).repeat(' ', widths[i] - length(cell)).append(GAP);
        }
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  /// Of each column; 0: left out.
  private int[] widths(int limit) {
    int[] widths = natural();
    SequencedSet<String> left = new LinkedHashSet<>(optional);
    while (!left.isEmpty() && total(widths) > limit) {
      int[] cut = widths.clone();
      for (String title : left) {
        int column = rows.getFirst().indexOf(title);
        int excess = Math.max(0, total(cut) - limit);
        cut[column] = Math.max(Math.min(cut[column], LEAST_OPTIONAL), cut[column] - excess);
      }
      if (total(cut) <= limit) {
        return cut;
      }
      widths[rows.getFirst().indexOf(left.removeFirst())] = 0;
    }
    while (total(widths) > limit && cutWidest(widths)) {
      // goes on
    }
    return widths;
  }

  private int[] natural() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private static int total(int[] widths) {
    int shown = (int) Arrays.stream(widths).filter(width -> width > 0).count();
    return Arrays.stream(widths).sum() + GAP.length() * (shown - 1);
  }

  /// Takes one from the widest column that can be cut; false: there is none.
  private boolean cutWidest(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      String title = rows.getFirst().get(i);
      boolean cuttable = flexible.contains(title) && widths[i] > Math.max(length(title), LEAST);
      if (cuttable && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest >= 0) {
      widths[widest]--;
    }
    return widest >= 0;
  }

  private static String cut(String cell, int width) {
    return length(cell) <= width
        ? cell
        : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + CUT;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
