namespace Carousel.Inspection.Probes;

/// <summary>Which steps of which sequences probes learn from, and in what groups, so that no group's steps are neighbours of another's.</summary>
/// <remarks>With many sequences each is a group. Few long ones are cut into blocks, each a group, with steps between them left out.</remarks>
public sealed class StepSample
{
    // Blocks for each fold where sequences are cut: intervals over fewer than some twenty groups are too narrow.
    private const int BlocksAFold = 8;

    private StepSample(IReadOnlyList<(int Sequence, int Step, int Group)> steps, bool isCut, int gap, long eligible) => (Steps, IsCut, Gap, Eligible) = (steps, isCut, gap, eligible);

    /// <summary>The steps, in the order of the data.</summary>
    public IReadOnlyList<(int Sequence, int Step, int Group)> Steps { get; }

    /// <summary>Whether sequences were cut into blocks.</summary>
    public bool IsCut { get; }

    /// <summary>How many steps between two blocks are left out.</summary>
    public int Gap { get; }

    /// <summary>How many steps could have been taken.</summary>
    public long Eligible { get; }

    /// <summary>Chooses steps evenly.</summary>
    /// <param name="lengths">How many steps each sequence has.</param>
    /// <param name="isEligible">Whether the target of a step of a sequence is known.</param>
    /// <param name="folds">How many folds there will be.</param>
    /// <param name="gap">Steps to leave out between blocks.</param>
    /// <param name="most">The most steps to take.</param>
    /// <returns>The choice; its groups are numbered from 0 without holes.</returns>
    public static StepSample Of(IReadOnlyList<int> lengths, Func<int, int, bool> isEligible, int folds, int gap, int most)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(isEligible);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        bool isCut = lengths.Count < BlocksAFold * folds;
        long all = lengths.Sum(l => (long)l);
        long length = isCut ? Math.Max(1, all / (BlocksAFold * folds)) : long.MaxValue;
        var eligible = new List<(int Sequence, int Step, int Group)>();
        int group = -1;
        for (int s = 0; s < lengths.Count; s++)
        {
            // Blocks of a sequence are equally long.
            int blocks = isCut ? (int)Math.Max(1, (lengths[s] + (length / 2)) / length) : 1;
            for (int b = 0; b < blocks; b++)
            {
                int first = (int)((long)lengths[s] * b / blocks) + (b > 0 ? gap : 0), end = (int)((long)lengths[s] * (b + 1) / blocks);
                bool isNew = true;
                for (int t = first; t < end; t++)
                {
                    if (isEligible(s, t))
                    {
                        group += isNew ? 1 : 0;
                        isNew = false;
                        eligible.Add((s, t, group));
                    }
                }
            }
        }

        int taken = Math.Min(most, eligible.Count);
        (int Sequence, int Step, int Group)[] steps = [.. Enumerable.Range(0, taken).Select(k => eligible[(int)((long)k * eligible.Count / taken)])];
        return new StepSample(Renumbered(steps), isCut, gap, eligible.Count);
    }

    private static (int Sequence, int Step, int Group)[] Renumbered((int Sequence, int Step, int Group)[] steps)
    {
        int group = -1, last = -1;
        for (int k = 0; k < steps.Length; k++)
        {
            group += steps[k].Group != last ? 1 : 0;
            (last, steps[k].Group) = (steps[k].Group, group);
        }

        return steps;
    }
}
