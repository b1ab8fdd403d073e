namespace Carousel.Inspection.Probes;

/// <summary>
/// Which steps of which sequences probes learn from, in what groups and folds, so that no fold's steps are neighbours
/// of another's.
/// </summary>
/// <remarks>
/// Each sequence is a group. If there are only one or two sequences, they are cut: into folds that each hold
/// neighbouring steps, with steps left out between them, and those into blocks, each a group.
/// </remarks>
internal sealed class StepSample
{
    // Of fewer sequences none is left to learn from, to choose on and to be judged on.
    private const int FewestSequences = 3;

    // Blocks of a fold where sequences are cut: intervals over fewer than some twenty groups are too narrow.
    private const int BlocksAFold = 8;

    private StepSample(
        IReadOnlyList<(int Sequence, int Step, int Group)> steps, IReadOnlyList<int>? folds, int gap, long eligible) =>
        (Steps, FoldsOfGroups, Gap, Eligible) = (steps, folds, gap, eligible);

    /// <summary>The steps, in the order of the data.</summary>
    public IReadOnlyList<(int Sequence, int Step, int Group)> Steps { get; }

    /// <summary>
    /// [groups], the fold of each group where sequences were cut, ascending; null where folds may be drawn.
    /// </summary>
    public IReadOnlyList<int>? FoldsOfGroups { get; }

    /// <summary>Whether sequences were cut.</summary>
    public bool IsCut => FoldsOfGroups is not null;

    /// <summary>How many steps between two folds of a cut sequence are left out.</summary>
    public int Gap { get; }

    /// <summary>How many steps could have been taken.</summary>
    public long Eligible { get; }

    /// <summary>Whether sequences are cut because there are few.</summary>
    /// <param name="sequences">How many there are.</param>
    public static bool Cuts(int sequences) => sequences < FewestSequences;

    /// <summary>Chooses steps evenly.</summary>
    /// <param name="lengths">How many steps each sequence has.</param>
    /// <param name="isEligible">Whether the target of a step of a sequence is known.</param>
    /// <param name="folds">How many folds there will be.</param>
    /// <param name="gap">Steps to leave out between folds of a cut sequence: at that distance a property should be
    /// uncorrelated with itself.</param>
    /// <param name="most">The most steps to take.</param>
    /// <returns>The choice; its groups are numbered from 0 without holes.</returns>
    public static StepSample Of(
        IReadOnlyList<int> lengths, Func<int, int, bool> isEligible, int folds, int gap, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        var eligible = new List<(int Sequence, int Step, int Group)>();
        for (int s = 0; s < lengths.Count; s++)
        {
            for (int t = 0; t < lengths[s]; t++)
            {
                if (isEligible(s, t))
                {
                    eligible.Add((s, t, s));
                }
            }
        }

        bool isCut = Cuts(lengths.Count);
        List<(int Sequence, int Step, int Group)> kept = isCut ? InBlocks(eligible, folds, gap) : eligible;
        int taken = Math.Min(most, kept.Count);
        (int Sequence, int Step, int Group)[] steps =
        [
            .. Enumerable.Range(0, taken).Select(k => kept[(int)((long)k * kept.Count / taken)]),
        ];
        int[] blocks = Renumber(steps);
        return new StepSample(steps, isCut ? [.. blocks.Select(b => b / BlocksAFold)] : null, gap, eligible.Count);
    }

    private static List<(int Sequence, int Step, int Group)> InBlocks(
        List<(int Sequence, int Step, int Group)> eligible, int folds, int gap)
    {
        int blocks = BlocksAFold * folds;
        var kept = new List<(int Sequence, int Step, int Group)>(eligible.Count);
        (int Sequence, int Step) before = (-1, 0);
        for (int k = 0, last = 0; k < eligible.Count; k++)
        {
            (int sequence, int step, _) = eligible[k];
            int block = (int)((long)k * blocks / eligible.Count);
            if (block / BlocksAFold != last)
            {
                last = block / BlocksAFold;
                before = (eligible[k - 1].Sequence, eligible[k - 1].Step);
            }

            if (sequence != before.Sequence || step - before.Step > gap)
            {
                kept.Add((sequence, step, block));
            }
        }

        return kept;
    }

    // What the groups were called before, in their order.
    private static int[] Renumber((int Sequence, int Step, int Group)[] steps)
    {
        var names = new List<int>();
        for (int k = 0; k < steps.Length; k++)
        {
            if (names.Count == 0 || names[^1] != steps[k].Group)
            {
                names.Add(steps[k].Group);
            }

            steps[k].Group = names.Count - 1;
        }

        return [.. names];
    }
}
