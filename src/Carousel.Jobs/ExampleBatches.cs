using Carousel.Autograd;

namespace Carousel.Jobs;

/// <summary>
/// Examples in batches for answers: an example gets the same bits in any batch, so batches are as large as memory
/// allows.
/// </summary>
/// <param name="MostRows">Rows of a batch, together; a longer example is a batch by itself.</param>
/// <param name="MostExamples">Examples of a batch.</param>
internal sealed record ExampleBatches(int MostRows = int.MaxValue, int MostExamples = int.MaxValue)
{
    /// <summary>
    /// Whether examples of like length share a batch, which costs fewest steps; else they stay in their order.
    /// </summary>
    public bool ByLength { get; init; } = true;

    /// <summary>Divides examples.</summary>
    /// <param name="lengths">Rows of each.</param>
    /// <returns>The places of each batch's examples.</returns>
    public IEnumerable<int[]> Of(IReadOnlyList<int> lengths)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Count)];
        order = ByLength ? [.. order.OrderBy(e => lengths[e])] : order;
        for (int first = 0, last; first < order.Length; first = last)
        {
            long rows = lengths[order[first]];
            for (last = first + 1; last < order.Length && last - first < MostExamples; last++)
            {
                rows += lengths[order[last]];
                if (rows > MostRows)
                {
                    break;
                }
            }

            yield return order[first..last];
        }
    }

    /// <summary>The examples in batches, for a number over all of them that does not come example by example.</summary>
    /// <typeparam name="TExample">An example.</typeparam>
    /// <param name="tape">Begun for inference before each batch.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="length">Rows of one.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The examples of each batch.</returns>
    public IEnumerable<TExample[]> Over<TExample>(
        Tape tape, IReadOnlyList<TExample> examples, Func<TExample, int> length, CancellationToken cancellation) =>
        Begun(tape, examples, length, cancellation).Select(batch => Chosen(examples, batch));

    /// <summary>The answers of examples.</summary>
    /// <typeparam name="TExample">An example.</typeparam>
    /// <typeparam name="TAnswer">The answer of an example.</typeparam>
    /// <param name="tape">Begun for inference before each batch.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="length">Rows of one.</param>
    /// <param name="answer">The answers of a batch, in its order.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>An answer for each example, in their order.</returns>
    public TAnswer[] Answer<TExample, TAnswer>(
        Tape tape, IReadOnlyList<TExample> examples, Func<TExample, int> length,
        Func<TExample[], IEnumerable<TAnswer>> answer,
        CancellationToken cancellation)
    {
        var answers = new TAnswer[examples.Count];
        foreach (int[] batch in Begun(tape, examples, length, cancellation))
        {
            int place = 0;
            foreach (TAnswer one in answer(Chosen(examples, batch)))
            {
                answers[batch[place++]] = one;
            }
        }

        return answers;
    }

    private static TExample[] Chosen<TExample>(IReadOnlyList<TExample> examples, int[] batch) =>
        [.. batch.Select(e => examples[e])];

    private IEnumerable<int[]> Begun<TExample>(
        Tape tape, IReadOnlyList<TExample> examples, Func<TExample, int> length, CancellationToken cancellation)
    {
        foreach (int[] batch in Of([.. examples.Select(length)]))
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            yield return batch;
        }
    }
}
