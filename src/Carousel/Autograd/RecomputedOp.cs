using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// A recurrent layer by segments of time. Forward keeps only the states at the segments' borders; backward runs each
/// segment again, the last one first. The bits are those of one run over all steps.
/// </summary>
/// <remarks>
/// Chen and others 2016 (√T checkpoints). Derivation: docs/derivations/back-propagation-through-time.md. The
/// segments share one tape and
/// one arena, so the memory is that of the longest segment.
/// </remarks>
internal static class RecomputedOp
{
    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="layer">What runs over each segment.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="input">[N, I].</param>
    /// <param name="initialState">[B, StateSize] in the caller's order; <c>default</c> for the initial state of the
    /// layer.</param>
    /// <param name="keepsOutputs">False if only the final states are needed.</param>
    /// <returns>Hidden [N, O], or <c>default</c>, and FinalState [B, StateSize].</returns>
    public static (Variable Hidden, Variable FinalState) Apply(
        Tape tape, ISegmentedLayer layer, Packing packing, Variable input, Variable initialState, bool keepsOutputs)
    {
        SegmentedRun run = tape.Lend<SegmentedRun>();
        run.Set(layer, packing);
        (int B, int S) = (packing.BatchSize, layer.StateSize);
        run.States = tape.Arena.Allocate(new Shape(tape.IsRecording ? checked(B * run.Count) : B, S));
        run.Hidden = keepsOutputs
            ? tape.Result(new Shape(packing.Rows, layer.OutputSize))
            : default;
        run.FinalState = tape.Result(new Shape(B, S));
        (run.Input, run.InitialState) = (input, initialState);
        RunForward(tape, run);
        if (tape.IsRecording && NeedsGradient(tape, run))
        {
            // The parameters are used on the segments' tape; that some gradient is wanted has to be known on this one.
            Variable wanted = tape.Watch(run.FinalState.Value);
            var entry = new TapeEntry { Packing = packing, Context = run };
            if (keepsOutputs)
            {
                tape.Record(Backward, [run.Hidden, run.FinalState], [wanted], entry);
            }
            else
            {
                tape.Record(Backward, [run.FinalState], [wanted], entry);
            }
        }

        return (run.Hidden, run.FinalState);
    }

    private static void Backward(in TapeEntry entry)
    {
        Tape tape = entry.Tape;
        var run = (SegmentedRun)entry.Context!;
        Tape segment = tape.Segment;
        SegmentBorder border = run.Border;
        border.Begin(tape.Arena, run.Whole.BatchSize);
        Tensor dFinal = tape.GradientIfAny(run.FinalState), dHidden = tape.GradientIfAny(run.Hidden),
            dInput = tape.GradientIfNeeded(run.Input);
        Tensor dState = tape.Arena.Allocate(run.FinalState.Shape);
        entry.Backend.Clear(dState);
        for (int number = run.Count - 1; number >= 0; number--)
        {
            run.GoTo(number);
            border.Turn(number == run.Count - 1 ? 0 : run.GoingOn, run.CameFrom);
            segment.Begin(tape.Mode, tape.Seed, tape.Step);
            segment.Border = border;
            Variable input = dInput.IsNone
                ? segment.Constant(run.Rows(run.Input.Value))
                : segment.Watch(run.Rows(run.Input.Value));
            Variable state = StateBefore(tape, run, number);
            (Variable hidden, Variable final) = run.Layer.Run(segment, input, run.Packing, state);
            if (!dInput.IsNone)
            {
                segment.SetGradient(input, run.Rows(dInput));
            }

            if (!dHidden.IsNone)
            {
                segment.SetGradient(hidden, run.Rows(dHidden));
            }

            AddFinal(tape, run, dFinal, dState);
            segment.SetGradient(final, dState);
            segment.Propagate();
            HandOn(tape, run, number, segment.GradientIfAny(state), dState);
        }

        segment.Border = null;
    }

    private static void RunForward(Tape tape, SegmentedRun run)
    {
        Tape segment = tape.Segment;
        for (int number = 0; number < run.Count; number++)
        {
            run.GoTo(number);
            segment.BeginUnrecorded(tape.Mode, tape.Seed, tape.Step);
            Tensor before = number > 0 ? run.StatesBefore(number) : run.InitialState.Value;
            (Variable hidden, Variable final) = run.Layer.Run(
                segment, segment.Constant(run.Rows(run.Input.Value)), run.Packing,
                before.IsNone ? default : segment.Constant(before));
            if (!run.Hidden.IsNone)
            {
                tape.Backend.Copy(hidden.Value, run.Rows(run.Hidden.Value));
            }

            tape.Backend.Copy(
                final.Value, number + 1 < run.Count ? run.StatesBefore(number + 1) : run.FinalState.Value);
        }
    }

    private static bool NeedsGradient(Tape tape, SegmentedRun run) =>
        (run.Layer.IsTrained && tape.Mode != TapeMode.InputGradients) || tape.NeedsGradient(run.Input)
            || tape.NeedsGradient(run.InitialState);

    private static Variable StateBefore(Tape tape, SegmentedRun run, int number)
    {
        Tape segment = tape.Segment;
        if (number > 0)
        {
            return segment.Watch(run.StatesBefore(number));
        }

        return run.InitialState.IsNone ? default
            : tape.NeedsGradient(run.InitialState) ? segment.Watch(run.InitialState.Value)
            : segment.Constant(run.InitialState.Value);
    }

    /// <summary>The gradients of final states enter in the segment in which a sequence ends.</summary>
    private static void AddFinal(Tape tape, SegmentedRun run, Tensor dFinal, Tensor dState)
    {
        for (int place = 0; place < run.Whole.BatchSize && !dFinal.IsNone; place++)
        {
            if (run.Ends(place))
            {
                int sequence = run.Whole.Order[place];
                tape.Backend.Copy(dFinal.Rows(sequence, 1), dState.Rows(sequence, 1));
            }
        }
    }

    /// <summary>
    /// The gradients of a segment's first states are those of the last states of the segment run before; in the end
    /// those of the caller's states.
    /// </summary>
    private static void HandOn(Tape tape, SegmentedRun run, int number, Tensor dBefore, Tensor dState)
    {
        if (number == 0)
        {
            Tensor dInitial = tape.GradientIfNeeded(run.InitialState);
            if (!dInitial.IsNone && !dBefore.IsNone)
            {
                tape.Backend.AddScaled(1, dBefore, dInitial);
            }
        }
        else if (dBefore.IsNone)
        {
            tape.Backend.Clear(dState);
        }
        else
        {
            tape.Backend.Copy(dBefore, dState);
        }
    }
}
