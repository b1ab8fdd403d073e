using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Language;

/// <summary>Where a text is divided: training, then validation, then test, by place.</summary>
/// <param name="Training">The first unit after the training part.</param>
/// <param name="Test">The first unit of the test part.</param>
/// <param name="End">How many units there are.</param>
internal sealed record LanguageSplit(int Training, int Test, int End)
{
    private const double LeastTraining = 0.001;

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
    /// <param name="options">The shares of the parts.</param>
    /// <param name="name">How messages call the text.</param>
    /// <param name="unit">What a unit is called.</param>
    /// <exception cref="DataFormatException">A part is too short.</exception>
    /// <exception cref="OptionException">The shares leave nothing to train on.</exception>
    public void Require(int streams, LanguageOptions options, string name, string unit)
    {
        if (1 - options.Test - options.Validation < LeastTraining)
        {
            throw options.Wrong("{Test} and {Validation} leave no text to train on: make them smaller.");
        }

        int least = Math.Max(64, 2 * streams), needed = End;
        for (LanguageSplit split = this; split.Training < least || split.End - split.Test < 2;)
        {
            split = Of(++needed, options.Test, options.Validation);
        }

        if (needed > End)
        {
            throw new DataFormatException(
                $"{name} has {FigureText.Counted(End, unit)}, but training and test need {needed:N0} or more. Pass a "
                + "longer text.");
        }
    }
}
