using System.CommandLine;
using Carousel.Jobs.Fitting;
using Carousel.Speech;

namespace Carousel.Cli.Options;

/// <summary>
/// How the scores of a transcriber that is there become text: what is not said stays as the model has it.
/// </summary>
internal sealed class DecodingOptionSet
{
    /// <summary>How many beginnings are followed: what other models that search have too.</summary>
    public Option<int?> Beam { get; } = OptionKinds.Whole(
        "--beam",
        "Beam width, 1 to 1024, also for translations; 1 takes the likeliest symbol of each step. Default: "
        + "the model's.");

    private readonly Option<int?> _tracts = OptionKinds.Whole(
        "--tracts", "Vocal-tract lengths with which a recording is read, 1 to 9. Default: the model's.");

    /// <summary>The options.</summary>
    public OptionGroup Group => new("Decoding", [Beam, _tracts]);

    /// <summary>What the user asks for.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public SpeechDecoding Read(ParseResult result) => new()
    {
        BeamWidth = result.GetValue(Beam),
        Tracts = result.GetValue(_tracts),
    };
}
