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

    /// <summary>A model with a simple method inside that no other program has.</summary>
    /// <param name="method">The method, with its article.</param>
    public static NotPortableException Inside(string method) => Because(
        $"The answers of this model also use {method}, which can't be exported; fit it with {{Baseline}} none.");

    /// <summary>A network that reads a sequence from both ends.</summary>
    /// <param name="what">What the network is, such as <c>This classifier</c>.</param>
    /// <param name="instead">What to do, such as <c>fit it with {IsCausal}</c>.</param>
    public static NotPortableException BothDirections(string what, OptionSentence instead) =>
        Because($"{what} reads its sequence from both ends, so it can't answer step by step; {instead}.");
}
