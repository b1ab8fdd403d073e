using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Learning;

/// <summary>
/// Recall from a long context: each of eight keys is shown once with a value, somewhere among values without
/// a key; at the end some keys are shown again, and their values are asked for. Guessing is right for one in eight.
/// </summary>
/// <remarks>
/// Features of a step: 0 … 7 the key, 8 … 15 the value, both one-hot; all 0 for no key or value; 16 is 1 where a
/// value is asked for. As in the recall of Ba and others 2016, section 4.1, with distractors between.
/// </remarks>
internal sealed class RecallTask : SequenceTask
{
    /// <summary>Keys, and values to choose from.</summary>
    public const int Symbols = 8;

    private readonly int _context;
    private readonly int _least;
    private readonly int _asked;

    /// <summary>A task.</summary>
    /// <param name="context">Most steps before the first key that is asked for.</param>
    /// <param name="asked">Keys asked for at the end, 1 to 8.</param>
    /// <param name="least">If given, the length of the context of each sequence is drawn, from this number of steps,
    /// 8 or more.</param>
    public RecallTask(int context, int asked, int? least = null)
    {
        int shortest = least ?? context;
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, Symbols);
        ArgumentOutOfRangeException.ThrowIfLessThan(context, shortest);
        ArgumentOutOfRangeException.ThrowIfLessThan(asked, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(asked, Symbols);
        (_context, _least, _asked) = (context, shortest, asked);
    }

    /// <inheritdoc/>
    public override string Name => $"recall-{_least}-{_context}-{_asked}";

    /// <inheritdoc/>
    public override int InputSize => (2 * Symbols) + 1;

    /// <inheritdoc/>
    public override int OutputSize => Symbols;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        int[] contexts = [.. Enumerable.Range(0, sequences).Select(_ => random.Between(_least, _context))];
        batch.Begin([.. contexts.Select(context => context + _asked)]);
        for (int b = 0; b < sequences; b++)
        {
            int context = contexts[b];
            int[] places = Some(random, context, Symbols), keys = Some(random, Symbols, Symbols);
            for (int t = 0; t < context; t++)
            {
                int value = random.Below(Symbols), key = places.IndexOf(t);
                batch.SetSymbol(b, t, Symbols + value);
                if (key < 0)
                {
                    continue;
                }

                batch.SetSymbol(b, t, key);
                int question = keys.IndexOf(key);
                if (question < _asked)
                {
                    batch.SetSymbol(b, context + question, key);
                    batch.SetSymbol(b, context + question, 2 * Symbols);
                    batch.AddTarget(b, context + question, value);
                }
            }
        }
    }

    /// <summary>Some of 0 … limit − 1, in random order, each once.</summary>
    private static int[] Some(TrialRandom random, int limit, int count)
    {
        int[] all = [.. Enumerable.Range(0, limit)];
        for (int k = 0; k < count; k++)
        {
            int pick = random.Between(k, limit - 1);
            (all[k], all[pick]) = (all[pick], all[k]);
        }

        return all[..count];
    }
}
