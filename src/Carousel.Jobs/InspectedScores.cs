using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Jobs;

/// <summary>What a model says, as one number of a sequence with a gradient.</summary>
internal static class InspectedScores
{
    /// <summary>ln p / (1 − p) of a class.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="scores">[B, C], two classes or more.</param>
    /// <param name="answer">The class.</param>
    /// <returns>[B, 1].</returns>
    public static Variable LogOdds(Tape tape, Variable scores, int answer)
    {
        int[] others = [.. Enumerable.Range(0, scores.Shape[1]).Where(c => c != answer)];
        Variable against = tape.Concatenate([.. others.Select(c => tape.SliceColumns(scores, c, 1))]);

        // The logarithm of a sum of exponentials is a score less the logarithm of its soft-max.
        Variable all = tape.Subtract(
            tape.SliceColumns(against, 0, 1), tape.SliceColumns(SoftmaxOp.Apply(tape, against, logarithm: true), 0, 1));
        return tape.Subtract(tape.SliceColumns(scores, answer, 1), all);
    }

    /// <summary>ln p of symbols, one a step, the same in all sequences of a batch.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="scores">[N, V].</param>
    /// <param name="symbols">[T].</param>
    /// <param name="packing">B sequences of T steps.</param>
    /// <returns>[B, 1].</returns>
    public static Variable LogLikelihood(Tape tape, Variable scores, IReadOnlyList<int> symbols, Packing packing)
    {
        int V = scores.Shape[1], T = symbols.Count;
        int[] places = new int[packing.Rows];
        for (int b = 0; b < packing.BatchSize; b++)
        {
            for (int t = 0; t < T; t++)
            {
                int row = packing.Row(b, t);
                places[row] = (row * V) + symbols[t];
            }
        }

        Variable logarithms = tape.Reshape(
            SoftmaxOp.Apply(tape, scores, logarithm: true), new Shape(packing.Rows * V, 1));
        return tape.Scale(
            PoolingOp.Apply(tape, PoolingKind.Mean, GatherOp.Apply(tape, logarithms, places), packing), T);
    }
}
