namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>Labels of runs as classes of bases.</summary>
internal static class LabelTracks
{
    /// <summary>The label of bases without one.</summary>
    public const string Outside = "outside";

    /// <summary>The head: the labels in alphabetical order behind <see cref="Outside"/>; a label reads the same on both strands.</summary>
    public static BaseHead Head(IEnumerable<LabelledRun> runs)
    {
        string[] classes = [Outside, .. runs.Select(r => r.Label).Where(l => l != Outside).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new BaseHead("label", classes, [.. Enumerable.Range(0, classes.Length)]);
    }

    /// <summary>The classes of a part of a sequence.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="runs">Its labels.</param>
    /// <param name="head">See <see cref="Head"/>; a label that it does not have is not known.</param>
    /// <param name="from">The part's first base.</param>
    /// <param name="to">The base behind its last.</param>
    public static BaseTracks Of(byte[] bases, IReadOnlyList<LabelledRun> runs, BaseHead head, int from, int to)
    {
        var labels = new byte[bases.Length];
        foreach (LabelledRun run in runs)
        {
            int number = head.Classes.ToList().IndexOf(run.Label);
            labels.AsSpan(run.Span.Start, run.Span.Length).Fill(number < 0 ? BaseTracks.Unknown : (byte)number);
        }

        return new BaseTracks(bases[from..to], [labels[from..to]], []);
    }

    /// <summary>Runs of equal classes, those of the first class left out.</summary>
    public static IReadOnlyList<LabelledRun> Runs(ReadOnlySpan<byte> labels, IReadOnlyList<string> classes)
    {
        var runs = new List<LabelledRun>();
        for (int t = 0; t < labels.Length;)
        {
            int end = t;
            while (end < labels.Length && labels[end] == labels[t])
            {
                end++;
            }

            if (labels[t] is not (0 or BaseTracks.Unknown))
            {
                runs.Add(new LabelledRun(new BaseSpan(t, end), classes[labels[t]]));
            }

            t = end;
        }

        return runs;
    }
}
