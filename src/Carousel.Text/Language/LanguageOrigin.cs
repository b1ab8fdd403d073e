using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>What a model was trained on.</summary>
/// <param name="Units">What the text was cut into.</param>
/// <param name="Count">Units of the whole text.</param>
/// <param name="Training">Units of the training part.</param>
/// <param name="Test">The first unit of the test part.</param>
/// <param name="Prime">What samples begin with where nothing else is said.</param>
/// <param name="Fingerprint">Of the units.</param>
internal sealed record LanguageOrigin(
    UnitKind Units, int Count, int Training, int Test, string Prime, string Fingerprint)
{
    /// <summary>How long the runs of the counts inside are at most; null where there are none.</summary>
    public int? CountsOrder { get; init; }

    /// <summary>How many states are kept where the model learns on; 0, as in files of old, for none.</summary>
    public int Cache { get; init; }
}
