using Carousel.Jobs.Options;
using Carousel.Networks;

namespace Carousel.Jobs.Portable;

/// <summary>Makes exceptions that speak of properties to programs and of options on the command line.</summary>
internal static class NotPortable
{
    /// <summary>An exception.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="names">The options whose names the command line uses; others have the name that every option has by
    /// default.</param>
    public static NotPortableException Because(OptionSentence sentence, OptionTable? names = null) =>
        new NotPortableException(sentence.ToString(), sentence.OnCommandLine(names));

    /// <summary>Refuses a model with all reasons at once.</summary>
    /// <param name="what">What it is, such as <c>This classifier</c>.</param>
    /// <param name="names">The options whose names the command line uses, or null.</param>
    /// <param name="reasons">Whether each holds, and how to fit the model instead and why, such as <c>with {IsCausal}
    /// (it reads from both ends)</c>.</param>
    /// <exception cref="NotPortableException">A reason holds.</exception>
    public static void Require(string what, OptionTable? names, params IEnumerable<(bool Holds, string Fit)> reasons)
    {
        string[] fit = [.. reasons.Where(r => r.Holds).Select(r => r.Fit)];
        if (fit.Length > 0)
        {
            string all = string.Join(", ", fit[..^1]) + (fit.Length > 1 ? " and " : "") + fit[^1];
            throw Because($"{what} can't be exported in this form; fit it {(OptionSentence)all}.", names);
        }
    }

    /// <summary>A model with a simple method inside that no other program has.</summary>
    /// <param name="method">The method, with its article.</param>
    public static NotPortableException Inside(string method) => Because(
        $"The answers of this model also use {method}, which can't be exported; fit it with {{Baseline}} none.");
}
