using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>What a model was trained on.</summary>
/// <param name="Units">What the text was cut into.</param>
/// <param name="Count">Units of the whole text.</param>
/// <param name="Training">Units of the training part.</param>
/// <param name="Test">The first unit of the test part.</param>
/// <param name="Prime">The default beginning of samples.</param>
/// <param name="Fingerprint">Of the units.</param>
internal sealed record LanguageOrigin(
    UnitKind Units, int Count, int Training, int Test, string Prime, string Fingerprint)
{
    /// <summary>The order of the counts inside; null without counts.</summary>
    public int? CountsOrder { get; init; }

    /// <summary>How many states are kept where the model learns on; 0, as in files of old, for none.</summary>
    public int Cache { get; init; }
}
