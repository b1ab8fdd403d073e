using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Assay;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Studies of made speech from end to end: how often gates are found to differ between days if speech differs, if
/// nothing differs, and if only the recordings differ.
/// </summary>
internal sealed class AssayTrial : StatementTrial
{
    private const int Studies = 25;
    private const double Level = 0.01;

    private static readonly (string Name, DayDifference Difference)[] _always =
        [("found", DayDifference.Speech), ("false", DayDifference.None), ("louder", DayDifference.Louder)];

    private static readonly (string Name, DayDifference Difference) _nearer = ("nearer", DayDifference.Nearer);

    /// <inheritdoc/>
    public override int Number => 32;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var effects = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (bool isLevelled in (bool[])[true, false])
        {
            var study = new SpeechStudy(isLevelled, seed, backend, cancellation);
            string kind = isLevelled ? "levelled" : "raw";
            foreach ((string name, DayDifference difference) in isLevelled ? [.. _always, _nearer] : _always)
            {
                effects[$"{kind}_{name}"] = study.Reported(difference, Studies, Level, cancellation);
                progress(effects.Count / ((2.0 * _always.Length) + 1));
            }
        }

        return effects;
    }
}
