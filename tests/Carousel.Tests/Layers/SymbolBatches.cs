using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;

namespace Carousel.Tests.Layers;

/// <summary>Sources and targets of symbols for the tests of encoders and decoders.</summary>
internal static class SymbolBatches
{
    /// <summary>Sequences that are stored one after the other.</summary>
    public static SequenceBatch Of(int[] symbols, int[] lengths)
    {
        int first = 0;
        return SequenceBatch.Of(
            1, [.. lengths.Select(length => symbols[first..(first += length)].Select(s => (float)s).ToArray())]);
    }

    public static Variable Rows(Tape tape, SequenceBatch batch) =>
        tape.Input(batch);

    /// <summary>The symbol before each: the end where a target begins.</summary>
    public static SequenceBatch Shifted(SequenceBatch targets, int end) =>
        SequenceBatch.Of(1, [.. Enumerable.Range(0, targets.Packing.BatchSize)
        .Select(b => Sequence(targets, b)).Select(s => s.SkipLast(1).Prepend(end).ToArray())]);

    public static Variable Scores(Tape tape, SequenceToSequence model, SequenceBatch sources, SequenceBatch targets)
    {
        SequenceBatch inputs = Shifted(targets, model.Options.End);
        return model.Scores(
            tape, model.Encode(tape, Rows(tape, sources), sources.Packing), Rows(tape, inputs), targets.Packing);
    }

    /// <summary>Packed rows, those of the first sequence first.</summary>
    public static float[] InOrder(Variable rows, SequenceBatch batch)
    {
        int F = rows.Shape[1];
        float[] packed = rows.Value.ToArray();
        return [.. Enumerable.Range(0, batch.Packing.BatchSize)
            .SelectMany(b => Enumerable.Range(0, Length(batch, b)).SelectMany(
            t => packed.AsSpan(batch.Packing.Row(b, t) * F, F).ToArray()))];
    }

    public static int Length(SequenceBatch batch, int b) => batch.Packing.Lengths[batch.Packing.Place[b]];

    private static float[] Sequence(SequenceBatch batch, int b) =>
        [.. Enumerable.Range(0, Length(batch, b)).Select(t => batch.Values[batch.Packing.Row(b, t)])];
}
