/// What a history tells: what happened in it, step by step and in numbers, and what was wrong.
@NullMarked
package io.thalweg.simulator.told;

import org.jspecify.annotations.NullMarked;
