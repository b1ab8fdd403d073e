using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// One run of a decoder under input feeding: each step reads what the last one combined. Lent by the tape, so that runs
/// on one tape or on several do not meet.
/// </summary>
internal sealed class InputFeedingRun
{
    private readonly List<(Packing Packing, RowGroups Looks)> _steps = [];
    private int[] _order = [];
    private Variable[] _combined = [];

    /// <summary>Runs all steps of the targets.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="model">The model.</param>
    /// <param name="source">What the encoder gave.</param>
    /// <param name="rows">[N, E], packed: what the decoder reads in addition to its last attention.</param>
    /// <param name="packing">How they lie.</param>
    /// <returns>[N, E], packed: what each step combined.</returns>
    public Variable Run(Tape tape, SequenceToSequence model, EncodedSource source, Variable rows, Packing packing)
    {
        int T = packing.Steps, B = packing.BatchSize;
        if (_order.Length < B)
        {
            _order = new int[Math.Max(B, 2 * _order.Length)];
        }

        packing.Order.CopyTo(_order);
        _combined = _combined.Length < T ? new Variable[2 * T] : _combined;
        Variable state = GatherOp.Apply(tape, source.Start, _order, B);
        Tensor nothing = tape.Arena.Allocate(new Shape(B, model.Options.EmbeddingSize));
        tape.Backend.Clear(nothing);
        Variable fed = tape.Constant(nothing);
        for (int t = 0; t < T; t++)
        {
            (Packing step, RowGroups looks) = At(packing, t);
            int first = packing.RowStart[t], running = packing.RowStart[t + 1] - first;
            Variable x = tape.Concatenate(tape.SliceRows(rows, first, running), Head(tape, fed, running));
            (Variable hidden, state) = model.Decoder.Forward(tape, x, step, Head(tape, state, running));
            fed = _combined[t] = model.Writer.Combine(tape, hidden, looks, source.Memory, null).Combined;
        }

        return ConcatenateOp.Rows(tape, _combined.AsSpan(0, T));
    }

    private static Variable Head(Tape tape, Variable rows, int count) =>
        rows.Shape[0] == count ? rows : tape.SliceRows(rows, 0, count);

    /// <summary>One step for each sequence that still runs, in the order of their places.</summary>
    private (Packing Packing, RowGroups Looks) At(Packing packing, int t)
    {
        if (_steps.Count == t)
        {
            _steps.Add((new Packing(), new RowGroups()));
        }

        (Packing step, RowGroups looks) = _steps[t];
        step.SetStep(packing, t);
        looks.SetStep(packing, t);
        return (step, looks);
    }
}
