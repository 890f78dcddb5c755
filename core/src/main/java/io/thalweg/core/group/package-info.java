/// Consumer groups of the classic protocol: members, generations, assignments, committed offsets.
///
/// Generation, members, assignment and offsets are durable; joins in progress and heartbeats are
/// live. What a subscription or an assignment says is opaque here.
@NullMarked
package io.thalweg.core.group;

import org.jspecify.annotations.NullMarked;
