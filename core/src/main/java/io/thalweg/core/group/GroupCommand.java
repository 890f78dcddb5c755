package io.thalweg.core.group;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked about consumer groups, and the alarms that the group deciders set themselves.
/// Kafka's classic group protocol: KIP-62, KIP-345 (static members), KIP-394 (ids before joining).
public sealed interface GroupCommand extends Command {
  /// Room for a statement and a small record.
  int STATEMENT = GroupLimits.LARGEST_STATEMENT + 4096;

  /// Room for a small record.
  int SMALL = 128;

  @Override
  default int journalBytes() {
    return STATEMENT;
  }

  /// Joins the next generation. Answered by [Joined] when that begins.
  ///
  /// @param memberId empty: a new member
  /// @param instance the member's lasting name, or null
  /// @param idRequired whether a new member is to be told its id before it joins
  /// @param maySkip whether the client knows [Joined#skipAssignment]
  record Join(
      String group,
      String memberId,
      @Nullable String instance,
      String clientId,
      String host,
      int sessionMillis,
      int rebalanceMillis,
      String protocolType,
      List<Protocol> protocols,
      boolean idRequired,
      boolean maySkip)
      implements GroupCommand {}

  /// Asks for the own assignment and, from the leader, brings everyone's. Answered by [Synced] when
  /// the leader's has come.
  ///
  /// @param protocolType what the member takes for the group's, or null
  /// @param protocol the same
  record Sync(
      String group,
      String memberId,
      @Nullable String instance,
      int generation,
      @Nullable String protocolType,
      @Nullable String protocol,
      List<Assignment> assignments)
      implements GroupCommand {}

  /// The leader's word for one member.
  record Assignment(String memberId, Opaque assignment) {}

  /// Says that a member lives. Answered by [Reply.Done].
  record Heartbeat(String group, String memberId, @Nullable String instance, int generation)
      implements GroupCommand {
    @Override
    public int journalBytes() {
      return 0;
    }
  }

  /// Members leave. Answered by [Left].
  record Leave(String group, List<Leaver> leavers) implements GroupCommand {}

  /// Who leaves: a member id, an instance, or both.
  record Leaver(String memberId, @Nullable String instance) {}

  /// Commits offsets. Answered by [Committed].
  ///
  /// @param generation -1 with an empty member id: a client that is no member
  record CommitOffsets(
      String group,
      String memberId,
      @Nullable String instance,
      int generation,
      List<Position> positions)
      implements GroupCommand {
    @Override
    public int journalBytes() {
      int sum = 4096;
      for (Position position : positions) {
        sum = Math.addExact(sum, position.journalBytes());
      }
      return sum;
    }
  }

  /// One offset to commit.
  ///
  /// @param partition aggregate id
  record Position(long partition, long offset, int leaderEpoch, String metadata) {
    /// An upper bound of the journal bytes that it takes.
    public int journalBytes() {
      return 96 + 3 * metadata.length();
    }
  }

  /// Asks for committed offsets. Answered by [Offsets]. Only what is there is answered.
  ///
  /// @param partitions aggregate ids; null: all
  record FetchOffsets(String group, @Nullable List<Long> partitions) implements GroupCommand {
    @Override
    public int journalBytes() {
      return 0;
    }
  }

  /// Asks how some groups are. Answered by [Descriptions].
  ///
  /// @param groups names; each takes its place in the answer
  record Describe(List<String> groups) implements GroupCommand {
    @Override
    public int journalBytes() {
      return 0;
    }
  }

  /// Asks which groups there are. Answered by [Listed].
  record ListAll() implements GroupCommand {
    @Override
    public int journalBytes() {
      return 0;
    }
  }

  /// Deletes a group that has no members, and its offsets. Answered by [Reply.Done].
  record Delete(String group) implements GroupCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Removes committed offsets, unless the group's members are others than the asker has `seen`, or
  /// say something else: then TRY_AGAIN. (What members say of their topics is opaque here.)
  /// Answered by [Reply.Done].
  ///
  /// @param seen the members as described
  /// @param partitions aggregate ids; one without an offset is none's problem
  record RemoveOffsets(String group, List<Member> seen, List<Long> partitions)
      implements GroupCommand {
    /// Partitions that fit one command.
    public static final int MOST_PARTITIONS = 10_000;

    @Override
    public int journalBytes() {
      return Math.addExact(SMALL, Math.multiplyExact(OffsetRemoved.BYTES, partitions.size()));
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Replay has ended: every member gets a fresh session. To be decided once, before clients come.
  record Opened() implements GroupCommand {}

  /// A member's session may have ended.
  record MemberDue(String group, String memberId) implements GroupCommand {}

  /// A round of joining has lasted long enough.
  record RebalanceDue(String group, long round) implements GroupCommand {}

  /// Every member of a generation should have asked for its assignment.
  record SyncDue(String group, int generation) implements GroupCommand {}

  /// Drops what is past its retention, from the group with the id `from` on.
  record SweepDue(long from) implements GroupCommand {}

  /// Answer to [Join].
  ///
  /// @param memberId also given with [Problem#MEMBER_ID_REQUIRED]
  /// @param members everyone's subscription, for the leader; else empty
  /// @param skipAssignment the leader is told the members, but the assignment stands
  record Joined(
      Problem problem,
      int generation,
      String protocolType,
      String protocol,
      String leader,
      String memberId,
      List<JoinedMember> members,
      boolean skipAssignment)
      implements Reply {
    static Joined refused(Problem problem, String memberId) {
      return new Joined(problem, -1, "", "", "", memberId, List.of(), false);
    }
  }

  /// A member as the leader is told.
  record JoinedMember(String memberId, @Nullable String instance, Opaque metadata) {}

  /// Answer to [Sync].
  record Synced(Problem problem, String protocolType, String protocol, Opaque assignment)
      implements Reply {
    static Synced refused(Problem problem) {
      return new Synced(problem, "", "", Opaque.EMPTY);
    }
  }

  /// Answer to [Leave].
  ///
  /// @param problems one for each leaver, in that order; empty if `problem` concerns all
  record Left(Problem problem, List<Problem> problems) implements Reply {}

  /// Answer to [CommitOffsets].
  ///
  /// @param problems one for each position, in that order; empty if `problem` concerns all
  record Committed(Problem problem, List<Problem> problems) implements Reply {}

  /// Answer to [FetchOffsets].
  ///
  /// @param offsets what is committed, by partition
  record Offsets(Problem problem, List<CommittedOffset> offsets) implements Reply {}

  /// Answer to [Describe].
  ///
  /// @param groups one for each name, in that order
  record Descriptions(Problem problem, List<Description> groups) implements Reply {}

  /// How a group is now, seen by its members: who joins the next generation is among them.
  ///
  /// @param phase null: there is no such group, and nothing else is known
  /// @param protocol of the last generation
  record Description(
      String group,
      @Nullable Phase phase,
      String protocolType,
      String protocol,
      List<Member> members) {}

  /// Answer to [ListAll].
  record Listed(Problem problem, List<Listing> groups) implements Reply {}

  /// One of all groups.
  record Listing(String group, Phase phase, String protocolType) {}
}
