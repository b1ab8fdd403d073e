using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Acts;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Made stories of tones, events and words, cut by the novelty of a model's state.</summary>
internal sealed class ActsTrial : StatementTrial
{
    private const int Stories = 6;

    /// <inheritdoc/>
    public override int Number => 31;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var effects = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (StoryKind kind in Enum.GetValues<StoryKind>())
        {
            StoryScore score = new StoryCut(kind, seed, backend, cancellation).Run(Stories, cancellation);
            string name = kind.ToString().ToLowerInvariant();
            effects[$"{name}_f1"] = score.State;
            effects[$"{name}_over_chance"] = score.State - score.Chance;
            effects[$"{name}_over_histograms"] = score.State - score.Symbols;
            effects[$"{name}_false"] = score.Alarms;
            progress(((int)kind + 1) / 3.0);
        }

        return effects;
    }
}
