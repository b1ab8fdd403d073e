namespace Carousel.Genomes.Labeling;

/// <summary>Labels of runs as classes of bases.</summary>
internal static class LabelTracks
{
    /// <summary>The label of bases without one.</summary>
    public const string Outside = "outside";

    /// <summary>
    /// The head: the labels in alphabetical order after <see cref="Outside"/>; a label reads the same on both strands.
    /// </summary>
    public static NucleotideHead Head(IEnumerable<LabeledRun> runs)
    {
        string[] classes =
        [
            Outside,
            .. runs.Select(r => r.Label).Where(l => l != Outside).Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return new NucleotideHead("label", classes, [.. Enumerable.Range(0, classes.Length)]);
    }

    /// <summary>A part of a sequence with its classes.</summary>
    public static NucleotideTracks Of(GenomePart part, NucleotideHead head) =>
        new(part.Bases, [Labels(part.Bases.Length, part.Annotation.Runs, head)], []);

    /// <summary>The classes of bases.</summary>
    /// <param name="length">How many bases.</param>
    /// <param name="runs">Their labels.</param>
    /// <param name="head">See <see cref="Head"/>; a label that it does not have is not known.</param>
    public static byte[] Labels(int length, IReadOnlyList<LabeledRun> runs, NucleotideHead head)
    {
        var labels = new byte[length];
        foreach (LabeledRun run in runs)
        {
            int number = head.Classes.ToList().IndexOf(run.Label);
            run.Span.Of(labels).Fill(number < 0 ? NucleotideTracks.Unknown : (byte)number);
        }

        return labels;
    }

    /// <summary>Runs of equal classes, those of the first class left out.</summary>
    public static IReadOnlyList<LabeledRun> Runs(ReadOnlySpan<byte> labels, IReadOnlyList<string> classes)
    {
        var runs = new List<LabeledRun>();
        for (int t = 0; t < labels.Length;)
        {
            int length = labels[t..].IndexOfAnyExcept(labels[t]), end = length < 0 ? labels.Length : t + length;
            if (labels[t] is not (0 or NucleotideTracks.Unknown))
            {
                runs.Add(new LabeledRun(new NucleotideSpan(t, end), classes[labels[t]]));
            }

            t = end;
        }

        return runs;
    }
}
