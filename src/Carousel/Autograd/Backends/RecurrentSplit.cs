using Carousel.Data;
using Carousel.Kernels;

namespace Carousel.Autograd;

/// <summary>
/// How the work of a recurrent layer falls to threads: a rule of its shape, which does not show in the bits. Why so:
/// docs/decisions/computing.md.
/// </summary>
/// <param name="Rows">Ranges of sequences, each of which runs over all steps on its own: the split of a time loop with
/// many rows.</param>
/// <param name="Units">Parts of every step's outputs, joined after each step: the split of a time loop with few rows
/// and many units; 1 where the loop is split by rows.</param>
/// <param name="Gradients">Parts of the gradients of weights and of inputs, which are sums over all steps.</param>
/// <param name="IsBrief">The whole takes less than the waking of a thread.</param>
internal readonly record struct RecurrentSplit(int Rows, int Units, int Gradients, bool IsBrief)
{
    /// <summary>Multiply-adds of a whole sequence worth another thread: 0.15 ms and more.</summary>
    public const long SequenceGrain = 1 << 23;

    /// <summary>Multiply-adds of one step worth another thread, which costs a fork and a join in every step.</summary>
    public const long StepGrain = 1 << 16;

    /// <summary>
    /// How much faster than in float a multiply-add counts in 8 bits: the weights take a quarter of the memory.
    /// </summary>
    public const int QuantizedSpeed = 4;

    /// <summary>
    /// Rows of a step that a thread must have of its own to be faster with them than with all rows of its own units,
    /// whose states the others must fetch.
    /// </summary>
    public const int RowsOfThread = RegisterTile.MaximumRows / 2;

    /// <summary>The split of some steps.</summary>
    /// <param name="threads">How many threads there are.</param>
    /// <param name="steps">T.</param>
    /// <param name="rows">N, the rows of all steps.</param>
    /// <param name="batch">B.</param>
    /// <param name="units">H.</param>
    /// <param name="multiplyAddsPerRow">Multiply-adds of a row in the forward pass.</param>
    public static RecurrentSplit Of(int threads, int steps, long rows, int batch, int units, long multiplyAddsPerRow)
    {
        if (threads == 1 || rows == 0)
        {
            return new RecurrentSplit(1, 1, 1, IsBrief: true);
        }

        long work = rows * multiplyAddsPerRow;
        int worth = (int)Math.Clamp(work / SequenceGrain, 1, threads);
        int byRows = Math.Min(worth, batch);
        int byUnits = (int)Math.Clamp(work / steps / StepGrain, 1, Math.Min(threads, MatrixProduct.Panels(units)));
        bool few = rows < (long)steps * byRows * RowsOfThread;
        return new RecurrentSplit(
            byRows, byUnits >= byRows && (few || byRows == 1) ? byUnits : 1, worth, work < 2 * SequenceGrain);
    }

    /// <summary>Where a part's places begin: each part has about as many rows.</summary>
    public static int PlaceOf(Packing packing, int part, int parts) =>
        PlaceOf(packing, (0, packing.Steps), part, parts);

    /// <summary>The same over some of the steps.</summary>
    public static int PlaceOf(Packing packing, (int From, int To) chunk, int part, int parts)
    {
        long wanted = (long)(packing.RowStart[chunk.To] - packing.RowStart[chunk.From]) * part / parts;
        int place = 0;
        for (long rows = 0; place < packing.BatchSize && rows < wanted; place++)
        {
            rows += Math.Clamp(packing.Lengths[place] - chunk.From, 0, chunk.To - chunk.From);
        }

        return part == parts ? packing.BatchSize : place;
    }
}
