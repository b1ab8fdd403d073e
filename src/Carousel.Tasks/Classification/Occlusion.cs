namespace Carousel.Tasks.Classification;

/// <summary>What a decision hung on: how much less probable the answer becomes when some steps are hidden.</summary>
/// <param name="From">The first step of the window.</param>
/// <param name="Count">Steps of the window.</param>
/// <param name="Change">The probability of the answer with these steps hidden, less that with all of them: negative where they speak for the answer.</param>
internal sealed record Occlusion(int From, int Count, double Change)
{
    private const int MostWindows = 60;

    /// <summary>Hides one window after the other: a word becomes the unknown one, channels take their mean.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="sample">The sequence.</param>
    /// <param name="label">The class whose probability is watched.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The windows, side by side; each one step where there are few.</returns>
    public static IReadOnlyList<Occlusion> Of(Classifier classifier, EncodedSample sample, int label, CancellationToken cancellation)
    {
        int size = (sample.Steps + MostWindows - 1) / MostWindows, classes = classifier.Labels.Count;
        int[] starts = [.. Enumerable.Range(0, (sample.Steps + size - 1) / size).Select(w => w * size)];
        EncodedSample[] hidden = [.. starts.Select(from => Hide(classifier.Design, sample, from, Math.Min(size, sample.Steps - from)))];
        double[] probabilities = classifier.Run([sample, .. hidden], cancellation);
        return [.. starts.Select((from, w) => new Occlusion(
            from, Math.Min(size, sample.Steps - from), probabilities[((w + 1) * classes) + label] - probabilities[label]))];
    }

    private static EncodedSample Hide(ClassDesign design, EncodedSample sample, int from, int count)
    {
        if (design.IsText)
        {
            int[] symbols = [.. sample.Symbols];
            symbols.AsSpan(from, count).Clear();
            return sample with { Symbols = symbols, Characters = [.. sample.Characters.Select((c, t) => t >= from && t < from + count ? [0] : c)] };
        }

        float[] features = [.. sample.Features];
        int F = design.Features;
        features.AsSpan(from * F, count * F).Clear();
        for (int t = from; t < from + count && design.Flags; t++)
        {
            features.AsSpan((t * F) + F - design.Channels.Count, design.Channels.Count).Fill(1);
        }

        return sample with { Features = features };
    }
}
