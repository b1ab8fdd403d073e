using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tasks;

/// <summary>
/// Words of balanced brackets of one or more kinds. After every symbol: which kind of bracket may close next, or none?
/// </summary>
/// <remarks>
/// Every word of a length whose depth is within the bounds is as likely as any other, the kinds of its brackets are
/// drawn evenly. Symbols: opening
/// brackets 0 … K − 1, closing brackets K … 2K − 1. Classes: the kind of the innermost open bracket, or K where every
/// bracket is closed.
/// </remarks>
internal sealed class DyckTask : SequenceTask
{
    private readonly int _shortest;
    private readonly int _longest;
    private readonly int _shallowest;
    private readonly int _deepest;
    private readonly double[,,] _ways;

    /// <summary>A task.</summary>
    /// <param name="kinds">K, 1 or more.</param>
    /// <param name="shortest">The least length of a word, even; each even length up to the greatest is as
    /// likely.</param>
    /// <param name="longest">The greatest length, even.</param>
    /// <param name="shallowest">The least depth that every word reaches somewhere.</param>
    /// <param name="deepest">The greatest depth.</param>
    public DyckTask(int kinds, int shortest, int longest, int shallowest, int deepest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kinds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shallowest, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(deepest, shallowest);
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, 2 * shallowest);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        (Kinds, _shortest, _longest, _shallowest, _deepest) = (kinds, shortest, longest, shallowest, deepest);
        _ways = Count();
    }

    /// <summary>K.</summary>
    public int Kinds { get; }

    /// <inheritdoc/>
    public override string Name => $"brackets-{Kinds}-length-{_shortest}-{_longest}-depth-{_shallowest}-{_deepest}";

    /// <inheritdoc/>
    public override int InputSize => 2 * Kinds;

    /// <inheritdoc/>
    public override int OutputSize => Kinds + 1;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        // A new array per call: several threads may draw from one task.
        var words = new int[sequences][];
        for (int b = 0; b < sequences; b++)
        {
            words[b] = DrawWord(random);
        }

        Write(words, Kinds, batch);
    }

    /// <summary>A word.</summary>
    public int[] DrawWord(TrialRandom random)
    {
        int length = 2 * random.Between(_shortest / 2, _longest / 2);
        var word = new int[length];
        var open = new Stack<int>();
        int reached = 0;
        for (int t = 0; t < length; t++)
        {
            int left = length - t - 1, up = open.Count + 1;
            int reachedAbove = up >= _shallowest ? 1 : reached;
            double above = up > _deepest ? 0 : _ways[left, up, reachedAbove];
            double below = open.Count == 0 ? 0 : _ways[left, open.Count - 1, reached];
            if (random.Uniform() * (above + below) < above)
            {
                open.Push(random.Below(Kinds));
                reached = reachedAbove;
                word[t] = open.Peek();
            }
            else
            {
                word[t] = Kinds + open.Pop();
            }
        }

        return word;
    }

    /// <summary>Writes words with a target at every step.</summary>
    /// <param name="words">The words.</param>
    /// <param name="kinds">K.</param>
    /// <param name="batch">Begun and filled.</param>
    public static void Write(IReadOnlyList<int[]> words, int kinds, TaskBatch batch)
    {
        batch.Begin([.. words.Select(w => w.Length)]);
        var open = new Stack<int>();
        for (int b = 0; b < words.Count; b++)
        {
            open.Clear();
            for (int t = 0; t < words[b].Length; t++)
            {
                int symbol = words[b][t];
                batch.SetSymbol(b, t, symbol);
                if (symbol < kinds)
                {
                    open.Push(symbol);
                }
                else
                {
                    open.Pop();
                }

                batch.AddTarget(b, t, open.Count > 0 ? open.Peek() : kinds);
            }
        }
    }

    // [left, depth, reached]: the number of ways in which a walk of that many more symbols ends at depth 0, having
    // reached the least depth or not yet.
    private double[,,] Count()
    {
        var ways = new double[_longest + 1, _deepest + 1, 2];
        ways[0, 0, 1] = 1;
        for (int left = 1; left <= _longest; left++)
        {
            for (int depth = 0; depth <= _deepest; depth++)
            {
                for (int reached = 0; reached < 2; reached++)
                {
                    double above = depth == _deepest
                        ? 0
                        : ways[left - 1, depth + 1, depth + 1 >= _shallowest ? 1 : reached];
                    double below = depth == 0 ? 0 : ways[left - 1, depth - 1, reached];
                    ways[left, depth, reached] = above + below;
                }
            }
        }

        return ways;
    }
}
