package io.thalweg.core.exchange;

import io.thalweg.core.exchange.HeaderMatch.Headers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Patterns of words between dots, as RabbitMQ reads them: `*` is exactly one word, which may be
/// empty, and `#` any number of words; an empty key has no word.
///
/// A key is matched word by word, with the set of all nodes that what came before may have led to:
/// so a key costs at most the product of its words and the trie's nodes, however many `#` there
/// are.
final class TopicTrie extends RouteTable {
  private static final String ONE = "*";
  private static final String ANY = "#";

  /// A part of a text between two dots, to be looked up without a copy. In a map it never changes.
  private static final class Word implements Comparable<Word> {
    private String text = "";
    private int from;
    private int to;
    private int hash;

    Word of(String within, int start, int end) {
      text = within;
      from = start;
      to = end;
      int sum = 0;
      for (int i = start; i < end; i++) {
        sum = 31 * sum + within.charAt(i);
      }
      hash = sum;
      return this;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Word that
          && to - from == that.to - that.from
          && text.regionMatches(from, that.text, that.from, to - from);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    /// So that a map stays quick when someone chooses words of equal hashes.
    @Override
    public int compareTo(Word that) {
      int common = Math.min(to - from, that.to - that.from);
      for (int i = 0; i < common; i++) {
        int difference = text.charAt(from + i) - that.text.charAt(that.from + i);
        if (difference != 0) {
          return difference;
        }
      }
      return (to - from) - (that.to - that.from);
    }
  }

  private static final class Node {
    private final @Nullable Node parent;
    private final String word;
    private final Bag bag = new Bag();
    private @Nullable Map<Word, Node> words;
    private @Nullable Node one;
    private @Nullable Node any;

    /// The last step of a walk that came here.
    private long step;

    Node(@Nullable Node parent, String word) {
      this.parent = parent;
      this.word = word;
    }

    @Nullable Node child(String wanted) {
      return switch (wanted) {
        case ONE -> one;
        case ANY -> any;
        default -> child(new Word().of(wanted, 0, wanted.length()));
      };
    }

    @Nullable Node child(Word wanted) {
      return words == null ? null : words.get(wanted);
    }

    Node makeChild(String wanted) {
      Node made = new Node(this, wanted);
      switch (wanted) {
        case ONE -> one = made;
        case ANY -> any = made;
        default -> {
          words = words == null ? new HashMap<>(2) : words;
          words.put(new Word().of(wanted, 0, wanted.length()), made);
        }
      }
      return made;
    }

    void removeChild(String wanted) {
      switch (wanted) {
        case ONE -> one = null;
        case ANY -> any = null;
        default -> {
          if (words != null) {
            words.remove(new Word().of(wanted, 0, wanted.length()));
            words = words.isEmpty() ? null : words;
          }
        }
      }
    }

    boolean isEmpty() {
      return bag.isEmpty() && words == null && one == null && any == null;
    }

    boolean isAny() {
      return word.equals(ANY);
    }
  }

  private final Node root = new Node(null, "");
  private final Word looked = new Word();
  private List<Node> here = new ArrayList<>();
  private List<Node> next = new ArrayList<>();
  private long step;

  /// How many words `pattern` has.
  static int words(String pattern) {
    int words = pattern.isEmpty() ? 0 : 1;
    for (int i = 0; i < pattern.length(); i++) {
      words += pattern.charAt(i) == '.' ? 1 : 0;
    }
    return words;
  }

  @Override
  void add(BindingSeat seat) {
    Node node = root;
    for (String word : split(seat.binding.key())) {
      Node child = node.child(word);
      node = child == null ? node.makeChild(word) : child;
    }
    node.bag.add(seat);
  }

  @Override
  void remove(BindingSeat seat) {
    Node node = root;
    for (String word : split(seat.binding.key())) {
      Node child = node.child(word);
      if (child == null) {
        return;
      }
      node = child;
    }
    node.bag.remove(seat);
    for (Node parent = node.parent; parent != null && node.isEmpty(); parent = node.parent) {
      parent.removeChild(node.word);
      node = parent;
    }
  }

  private static String[] split(String pattern) {
    return pattern.isEmpty() ? new String[0] : pattern.split("\\.", -1);
  }

  @Override
  void route(Router router, List<String> keys, Headers headers) {
    for (int i = 0; i < keys.size(); i++) {
      walk(keys.get(i));
      for (int j = 0; j < here.size(); j++) {
        router.found(here.get(j).bag);
      }
      here.clear();
    }
  }

  /// Leaves in `here` the nodes that all of `key` leads to.
  private void walk(String key) {
    step++;
    enter(root, here);
    int from = 0;
    while (from <= key.length() && !key.isEmpty() && !here.isEmpty()) {
      int dot = key.indexOf('.', from);
      int to = dot < 0 ? key.length() : dot;
      advance(looked.of(key, from, to));
      from = to + 1;
    }
  }

  private void advance(Word word) {
    step++;
    for (int i = 0; i < here.size(); i++) {
      Node node = here.get(i);
      enter(node.child(word), next);
      enter(node.one, next);
      if (node.isAny()) {
        enter(node, next);
      }
    }
    List<Node> before = here;
    here = next;
    next = before;
    next.clear();
  }

  /// A `#` below takes no word, too, so that it is come to at once.
  private void enter(@Nullable Node first, List<Node> to) {
    for (Node node = first; node != null && node.step != step; node = node.any) {
      node.step = step;
      to.add(node);
    }
  }
}
