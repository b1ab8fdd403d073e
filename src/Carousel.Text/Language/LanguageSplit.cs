using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Language;

/// <summary>Where a text is divided: training, then validation, then test, by place.</summary>
/// <param name="Training">The first unit after the training part.</param>
/// <param name="Test">The first unit of the test part.</param>
/// <param name="End">How many units there are.</param>
internal sealed record LanguageSplit(int Training, int Test, int End)
{
    /// <summary>Divides a text.</summary>
    /// <param name="count">Its units.</param>
    /// <param name="test">Share of the test part.</param>
    /// <param name="validation">Share of the validation part.</param>
    /// <returns>The split.</returns>
    public static LanguageSplit Of(int count, double test, double validation)
    {
        int start = (int)((1 - test) * count);
        return new LanguageSplit(start - (int)(validation * count), start, count);
    }

    /// <summary>Checks that every part is long enough.</summary>
    /// <param name="streams">Streams read side by side.</param>
    /// <param name="name">How messages call the text.</param>
    /// <param name="unit">What a unit is called.</param>
    /// <exception cref="DataFormatException">A part is too short.</exception>
    public void Require(int streams, string name, string unit)
    {
        int least = Math.Max(64, 2 * streams);
        if (Training < least || End - Test < 2)
        {
            throw OptionTable.Of(typeof(LanguageOptions)).Unfit(
                $"{name} has {End:N0} {unit}s: {Training:N0} to train on and {End - Test:N0} to measure with; at "
                + $"least {least:N0} and 2 are needed. Pass a longer text, or a smaller {{Batch}}.");
        }
    }
}
